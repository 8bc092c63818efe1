package ponto.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.testing.Letters.letter;
import static ponto.testing.Letters.punch;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

/**
 * A recorder keeps the plans of its statements for as long as its connection lives, while the
 * tables grow beneath it: whenever a plan was made, it looks up by key and reads nothing that it
 * then throws away.
 */
class PlansTest {
  private static final Instant NOW = SettableClock.MORNING;

  /**
   * As the product's recorders have them (DatabaseHost), and every plan kept from the first use.
   */
  private static final List<String> OPTIONS =
      List.of(
          "role=ponto_recorder",
          "enable_seqscan=off",
          "enable_hashjoin=off",
          "enable_mergejoin=off",
          "plan_cache_mode=force_generic_plan");

  /**
   * All that a recorder says: letters, three ways of naming, punches, doubts and decisions are
   * looked up, five tables and a decision are added to, heads are locked and moved, a set-aside is
   * read.
   */
  private static final int STATEMENTS = 16;

  /** Enough that a walk along a table costs a hundred times a look-up. */
  private static final String FILL =
      """
      WITH filled AS (SELECT n, gen_random_uuid() AS id, now() + n * interval '1 second' AS at,
                             w.employer_id, w.worker_id, a.establishment_id
                      FROM generate_series(1, 10000) AS n
                      JOIN (SELECT *, row_number() OVER () AS place FROM worker) AS w ON w.place = 1 + n % 200
                      JOIN assignment a USING (worker_id)),
           lines AS (INSERT INTO ledger SELECT establishment_id, 1000 + n, employer_id, 7, at, 'line' FROM filled),
           evidences AS (INSERT INTO evidence (employer_id, punch_id, source) SELECT employer_id, id, '' FROM filled),
           letters AS (INSERT INTO letter SELECT 'f' || n, employer_id, '', 'worker', at, at, 1, 1, 0, 0 FROM filled),
           doubts AS (INSERT INTO set_aside (employer_id, receipt, index, punch_id, reason, detail, raw, digest, subject,
                                             role, received_at, source, created_at)
                      SELECT employer_id, 'f' || n, 0, id, '', '', '', sha256(n::text::bytea), '', 'worker', at, '', at
                      FROM filled)
      INSERT INTO punch
      SELECT employer_id, id, establishment_id, 1000 + n, worker_id, '', at, 0, '', at, 0, at, at, 'browser', false, '',
             '{}', '', '', 'f' || n
      FROM filled
      """;

  private final SettableClock clock = new SettableClock();
  private final TestDatabase database = TestDatabase.fresh();
  private final Bakery bakery;
  private int round;

  PlansTest() throws SQLException {
    bakery = Bakery.open(database, "11222333000181", 200, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void what_was_planned_on_empty_tables_looks_up_by_key_when_they_are_full() throws SQLException {
    try (var recorder = recorder()) {
      recordEverything(recorder);
      fill();
      recordEverything(recorder);
      assertThat(detours(recorder)).isEmpty();
    }
  }

  @Test
  void what_is_planned_on_full_tables_looks_up_by_key() throws SQLException {
    fill();
    try (var recorder = recorder()) {
      recordEverything(recorder);
      assertThat(detours(recorder)).isEmpty();
      analyze(); // makes the recorder plan anew
      recordEverything(recorder);
      assertThat(detours(recorder)).isEmpty();
    }
  }

  /** Letters that make a recorder say everything that it can say. */
  private void recordEverything(Connection recorder) throws SQLException {
    var name = "round-" + round++;
    var first = round * 10L;
    var collector = Letters.collector(bakery);
    var ledger = new Ledger(clock);
    ledger.record(
        recorder,
        List.of(
            letter(name + "-own", Letters.worker(bakery, 1), NOW, punch(first, NOW)),
            letter(name + "-badge", collector, NOW, punch(first + 1, NOW, ",\"badge\":\"C2\"")),
            letter(
                name + "-registration",
                collector,
                NOW,
                punch(first + 2, NOW, ",\"registration\":\"M3\"")),
            letter(name + "-nobody", collector, NOW, punch(first + 3, NOW, ",\"badge\":\"X\""))));
    var doubt =
        Chains.column(
            database, "SELECT set_aside_id FROM set_aside WHERE receipt = '" + name + "-nobody'");
    var hr = new Principal("hr", bakery.employerId(), Role.HR, null, false);
    var binding = new Letter.Binding(Long.parseLong(doubt.getFirst()), bakery.worker(4));
    var bound = new Letter(name + "-bound", hr, NOW, null, "127.0.0.1", binding, "");
    assertThat(ledger.record(recorder, List.of(bound)).recorded()).isEqualTo(1);
  }

  /** The kept plans that read more than the rows of a key; each with its statement. */
  private static List<String> detours(Connection recorder) throws SQLException {
    var detours = new ArrayList<String>();
    var kept = 0;
    try (var query = recorder.createStatement();
        var rows =
            query.executeQuery(
                "SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements"
                    + " WHERE cardinality(parameter_types) > 0")) {
      while (rows.next()) {
        kept++;
        var plan = plan(recorder, rows.getString(1), rows.getInt(3));
        if (isDetour(plan)) {
          detours.add(rows.getString(2) + "\n" + String.join("\n", plan));
        }
      }
    }
    assertThat(kept).isGreaterThanOrEqualTo(STATEMENTS);
    return detours;
  }

  private static boolean isDetour(List<String> plan) {
    var whole = String.join("\n", plan);
    var walks = plan.stream().filter(line -> line.contains("Index") && line.contains("Scan using"));
    var bitmaps = plan.stream().filter(line -> line.contains("Bitmap Index Scan"));
    var keys = plan.stream().filter(line -> line.contains("Index Cond:"));
    return whole.contains("Seq Scan")
        || whole.contains("Filter:")
        || walks.count() + bitmaps.count() != keys.count();
  }

  private static List<String> plan(Connection recorder, String name, int parameters)
      throws SQLException {
    var nulls = String.join(", ", Collections.nCopies(parameters, "NULL"));
    var plan = new ArrayList<String>();
    try (var explain = recorder.createStatement();
        var rows =
            explain.executeQuery("EXPLAIN (COSTS OFF) EXECUTE \"" + name + "\" (" + nulls + ")")) {
      while (rows.next()) {
        plan.add(rows.getString(1));
      }
    }
    return plan;
  }

  private void fill() throws SQLException {
    try (var connection = Bakery.recorder(database);
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(FILL)).isEqualTo(10_000);
      connection.commit();
    }
  }

  private void analyze() throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("ANALYZE ledger, letter, punch, evidence, set_aside, worker, assignment");
    }
  }

  private Connection recorder() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty("prepareThreshold", "1");
    properties.setProperty("options", "-c " + String.join(" -c ", OPTIONS));
    var connection = DriverManager.getConnection(database.jdbcUrl(), properties);
    connection.setAutoCommit(false);
    return connection;
  }
}
