package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.access.Role;
import ponto.access.Tenant;

/** What the database itself refuses, whatever the program above it asks. */
final class RowSecurityTest {
  private static final String NOT_PERMITTED = "42501";
  private static final String APPEND_ONLY = "23001";

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static SecondEmployer second;

  @BeforeAll
  static void open() throws Exception {
    site = Site.demo();
    second = SecondEmployer.on(site);
    for (var worker : List.of(site.worker(1), second.worker())) {
      var id = Press.newId();
      worker.punch(Press.of(id, java.util.Map.of("evidence", "{\"device\":\"d\"}"))).expect(202);
      worker.settled(id);
    }
    for (var collector : List.of(site.as("coletor"), second.as(Role.COLLECTOR))) {
      var id = Press.newId();
      collector.punch(Press.own(id)).expect(202);
      collector.settled(id);
    }
    for (var admin : List.of(site.as("admin"), second.as(Role.ADMIN))) {
      admin.put("/v1/settings", "{\"place\":{\"wanted\":false}}").expect(200);
    }
    for (var hr : List.of(site.as("rh"), second.as(Role.HR))) {
      var number = hr.all("/v1/set-aside", 500).getFirst().get("id");
      hr.post("/v1/set-aside/" + number + "/discard", "{\"reason\":\"a test\"}").expect(200);
      ForeignCalls.unknown(hr);
    }
    site.execute("INSERT INTO former_inpi SELECT employer_id, now(), '1' FROM employer");
  }

  @AfterAll
  static void close() {
    site.close();
  }

  /** Every table that holds rows of employers, each with rows of both. */
  private static List<String> tables() throws SQLException {
    var tables = new ArrayList<String>();
    try (var connection = site.superuser();
        var query =
            connection.prepareStatement(
                """
                SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'employer_id'
                ORDER BY 1
                """);
        var rows = query.executeQuery()) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    assertThat(tables).contains("ledger", "letter", "punch", "evidence", "set_aside", "account");
    for (var table : tables) {
      var employers = "SELECT count(DISTINCT employer_id) FROM " + table;
      assertThat(site.ask(employers)).as("employers in " + table).isEqualTo("2");
    }
    return tables;
  }

  /** How many rows a role sees; none where it may not even look. */
  private static long seen(Connection connection, String table, String where) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery("SELECT count(employer_id) FROM " + table + " WHERE " + where)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(table + ": " + e.getMessage()).isEqualTo(NOT_PERMITTED);
      return 0;
    }
  }

  @Test
  void every_table_with_an_employer_forces_row_level_security() throws SQLException {
    for (var table : tables()) {
      var forced =
          "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = '%s'::regclass"
              .formatted(table);
      assertThat(site.ask(forced)).as(table).isEqualTo("t");
    }
  }

  @Test
  void not_even_the_owner_of_the_tables_sees_a_row() throws SQLException {
    try (var connection = site.connectAs("ponto")) {
      for (var table : tables()) {
        assertThat(seen(connection, table, "true")).as(table).isZero();
      }
    }
  }

  @Test
  void the_api_sees_only_the_employer_that_it_speaks_for_and_nobodys_when_it_speaks_for_none()
      throws SQLException {
    var shown = 0L;
    for (var table : tables()) {
      try (var connection = site.connectAs("ponto_api")) {
        assertThat(seen(connection, table, "true")).as(table + " for nobody").isZero();
      }
      shown +=
          Tenant.speakingFor(
              site.employer(),
              () -> site.connectAs("ponto_api"),
              connection -> seen(connection, table, "true"));
      var foreign =
          Tenant.speakingFor(
              site.employer(),
              () -> site.connectAs("ponto_api"),
              connection -> seen(connection, table, "employer_id = " + second.id()));
      assertThat(foreign).as(table + " of another").isZero();
    }
    assertThat(shown).as("its own rows").isPositive();
  }

  @Test
  void the_api_may_not_speak_for_one_and_write_for_another() throws SQLException {
    var number = site.ask("SELECT max(set_aside_id) FROM set_aside");
    var insert =
        "INSERT INTO set_aside_decision (set_aside_id, employer_id, decision, reason, subject, decided_at) VALUES ("
            + number
            + ", "
            + second.id()
            + ", 'discarded', 'x', 'x', now())";
    assertThatThrownBy(() ->
            Tenant.speakingFor(
                site.employer(),
                () -> site.connectAs("ponto_api"),
                connection -> connection.createStatement().execute(insert)))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(NOT_PERMITTED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ledger", "punch", "letter", "evidence", "set_aside", "set_aside_decision"})
  void the_recorder_adds_and_never_changes(String table) {
    refused("ponto_recorder", "UPDATE " + table + " SET employer_id = employer_id", NOT_PERMITTED);
    refused("ponto_recorder", "DELETE FROM " + table, NOT_PERMITTED);
    refused("ponto_recorder", "TRUNCATE " + table, NOT_PERMITTED);
  }

  @Test
  void the_recorder_changes_nothing_but_the_counters_columns() {
    refused("ponto_recorder", "UPDATE counter SET employer_id = employer_id", NOT_PERMITTED);
    refused("ponto_recorder", "DELETE FROM counter", NOT_PERMITTED);
    refused("ponto_recorder", "INSERT INTO counter VALUES (9, 9)", NOT_PERMITTED);
    refused("ponto_recorder", "UPDATE worker SET name = 'x'", NOT_PERMITTED);
    refused("ponto_recorder", "SELECT * FROM account", NOT_PERMITTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ponto_api", "ponto_roster"})
  void the_audit_log_is_only_added_to(String role) {
    refused(role, "UPDATE audit SET detail = ''", NOT_PERMITTED);
    refused(role, "DELETE FROM audit", NOT_PERMITTED);
    refused(role, "UPDATE audit_head SET employer_id = employer_id", NOT_PERMITTED);
    refused(role, "DELETE FROM audit_head", NOT_PERMITTED);
    refused("ponto_recorder", "SELECT * FROM audit", NOT_PERMITTED);
  }

  private static void refused(String role, String sql, String state) {
    assertThatThrownBy(
            () -> {
              try (var connection = site.connectAs(role)) {
                connection.createStatement().execute(sql);
              }
            })
        .as(role + ": " + sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ledger", "punch", "letter", "set_aside_decision"})
  void evidence_of_the_law_is_changed_by_nobody_not_even_a_superuser_in_replica_mode(String table)
      throws SQLException {
    var before = site.ask("SELECT count(*) FROM " + table);
    for (var mode : List.of("origin", "replica")) {
      for (var deed :
          List.of(
              "UPDATE " + table + " SET employer_id = employer_id",
              "DELETE FROM " + table,
              "TRUNCATE " + table + " CASCADE")) {
        try (var connection = site.superuser();
            var statement = connection.createStatement()) {
          statement.execute("SET session_replication_role = " + mode);
          assertThatThrownBy(() -> statement.execute(deed))
              .as(deed)
              .isInstanceOfSatisfying(
                  SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(APPEND_ONLY));
        }
        try (var connection = site.owner();
            var statement = connection.createStatement()) {
          assertThatThrownBy(() -> statement.execute(deed))
              .as("owner: " + deed)
              .isInstanceOfSatisfying(
                  SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(APPEND_ONLY));
        }
      }
    }
    assertThat(site.ask("SELECT count(*) FROM " + table)).isEqualTo(before);
  }

  @Test
  void the_reporting_role_may_only_read_and_sees_every_employer() throws SQLException {
    try (var connection = site.connectAs("ponto_report")) {
      assertThat(seen(connection, "punch", "true")).isEqualTo(2);
    }
    for (var table : tables()) {
      for (var deed : List.of("INSERT", "UPDATE", "DELETE", "TRUNCATE")) {
        var may = "SELECT has_table_privilege('ponto_report', '%s', '%s')".formatted(table, deed);
        assertThat(site.ask(may)).as(deed + " on " + table).isEqualTo("f");
      }
    }
    for (var hidden : List.of("account", "session", "refresh_token", "evidence")) {
      refused("ponto_report", "SELECT * FROM " + hidden, NOT_PERMITTED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"letter.body", "set_aside.raw", "set_aside.source", "set_aside.sent_at"})
  void the_reporting_role_sees_no_raw_text_and_no_origin(String column) throws SQLException {
    var parts = column.split("\\.", 2);
    refused("ponto_report", "SELECT " + parts[1] + " FROM " + parts[0], NOT_PERMITTED);
    refused("ponto_report", "SELECT * FROM " + parts[0], NOT_PERMITTED);
    try (var connection = site.connectAs("ponto_report")) {
      assertThat(seen(connection, parts[0], "true")).as("rows to count").isPositive();
    }
  }

  @Test
  void the_keeper_deletes_evidence_without_seeing_what_it_says_and_touches_nothing_else()
      throws SQLException {
    for (var hidden : List.of("source", "device", "latitude", "longitude")) {
      refused("ponto_keeper", "SELECT " + hidden + " FROM evidence", NOT_PERMITTED);
    }
    refused("ponto_keeper", "UPDATE evidence SET received_at = now()", NOT_PERMITTED);
    refused(
        "ponto_keeper", "INSERT INTO evidence VALUES (1, gen_random_uuid(), '')", NOT_PERMITTED);
    refused("ponto_keeper", "UPDATE employer_settings SET evidence_days = 45", NOT_PERMITTED);
    for (var table : tables()) {
      var may = "SELECT has_table_privilege('ponto_keeper', '%s', 'DELETE')".formatted(table);
      assertThat(site.ask(may)).as(table).isEqualTo(table.equals("evidence") ? "t" : "f");
    }
    var removed =
        Tenant.speakingFor(
            site.employer(),
            () -> site.connectAs("ponto_keeper"),
            connection -> {
              var foreign = "DELETE FROM evidence WHERE employer_id = " + second.id();
              return connection.createStatement().executeUpdate(foreign);
            });
    assertThat(removed).as("of another employer's, when it speaks for one").isZero();
    refused("ponto_api", "DELETE FROM evidence", NOT_PERMITTED);
  }

  @Test
  void settings_are_changed_by_the_api_for_its_own_employer_only_and_deleted_by_nobody()
      throws SQLException {
    var foreign = "UPDATE employer_settings SET place_purpose = 'x' WHERE employer_id = ";
    var changed =
        Tenant.speakingFor(
            site.employer(),
            () -> site.connectAs("ponto_api"),
            connection -> connection.createStatement().executeUpdate(foreign + second.id()));
    assertThat(changed).isZero();
    refused("ponto_api", "UPDATE employer_settings SET employer_id = employer_id", NOT_PERMITTED);
    refused("ponto_api", "DELETE FROM employer_settings", NOT_PERMITTED);
    refused("ponto_issuer", "UPDATE employer_settings SET place_wanted = true", NOT_PERMITTED);
    for (var role : List.of("ponto_recorder", "ponto_roster", "ponto_report")) {
      refused(role, "SELECT * FROM employer_settings", NOT_PERMITTED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"punch", "ledger", "letter", "set_aside", "evidence"})
  void the_issuer_sees_no_punch(String table) {
    refused("ponto_issuer", "SELECT * FROM " + table, NOT_PERMITTED);
  }
}
