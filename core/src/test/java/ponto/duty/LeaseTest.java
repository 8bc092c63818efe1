package ponto.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.access.Tenant;
import ponto.ledger.Ledger;
import ponto.legal.AfdExport;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;
import ponto.verify.AfdVerifier;
import ponto.verify.Finding;
import ponto.verify.LedgerVerifier;
import ponto.verify.Report;
import ponto.verify.Verdict;

/** Who is told what of the service, however many processes keep it and however they end. */
class LeaseTest {
  private static final String DOCUMENT = "11222333000181";
  private static final Machine MACHINE = new Machine("machine", "boot 1");

  private final TestDatabase database = TestDatabase.fresh();
  private final SettableClock clock = new SettableClock();
  private final Lease lease = new Lease(clock);

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private Bakery bakery;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private Connection duty;

  @BeforeEach
  void enter() throws SQLException {
    bakery = Bakery.open(database, DOCUMENT, 2, clock);
    Bakery.open(database, "44555666000181", 1, clock);
    duty = database.connectAs("ponto_duty");
    clock.advance(Duration.ofHours(1));
  }

  @AfterEach
  void close() throws SQLException {
    duty.close();
    database.close();
  }

  private static Server server() {
    return new Server(UUID.randomUUID(), UUID.randomUUID(), MACHINE);
  }

  /** Another start of the same data folder. */
  private static Server again(Server server, Machine machine) {
    return new Server(server.installation(), UUID.randomUUID(), machine);
  }

  /** The codes and minutes of the first establishment's events; all the others' are the same. */
  private List<String> events() throws SQLException {
    var told =
        column(
            """
            SELECT string_agg(substr(line, 35, 2) || ' ' || substr(line, 22, 5), ',' ORDER BY nsr)
            FROM ledger WHERE type = 6 GROUP BY establishment_id
            """);
    assertThat(told.stream().distinct().count()).isLessThanOrEqualTo(1);
    assertThat(told.size()).isIn(0, 2);
    verify();
    return told.isEmpty() ? List.of() : List.of(told.getFirst().split(","));
  }

  private List<String> column(String sql) throws SQLException {
    var values = new ArrayList<String>();
    try (var report = database.connectAs("ponto_report");
        var rows = report.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** NSR, CRC, hashes and rows, by code that shares nothing with the writer. */
  private void verify() throws SQLException {
    try (var report = database.connectAs("ponto_report")) {
      LedgerVerifier.read(
          report,
          new Report() {
            @Override
            public void begin(String subject) {}

            @Override
            public void found(Finding finding) {
              throw new AssertionError(finding.toString());
            }

            @Override
            public void end(Verdict verdict) {}
          },
          _ -> {});
    }
    assertThat(
            column(
                """
                SELECT nsr FROM (SELECT nsr, recorded_at < lag(recorded_at)
                  OVER (PARTITION BY establishment_id ORDER BY nsr) AS back FROM ledger) l WHERE back
                """))
        .isEmpty();
  }

  /** The last beat of everybody was then. */
  private void seen(Instant at) throws SQLException {
    try (var update =
        duty.prepareStatement("UPDATE on_duty SET beat_at = ?::timestamptz")) {
      update.setString(1, at.toString());
      update.executeUpdate();
    }
  }

  private void punch(long number, Instant at) throws SQLException {
    try (var recorder = Bakery.recorder(database)) {
      new Ledger(clock)
          .record(
              recorder,
              List.of(
                  Letters.letter(
                      "r" + number, Letters.worker(bakery, 1), at, Letters.punch(number, at))));
    }
  }

  @Test
  void the_first_says_available_and_the_last_unavailable_and_nobody_else_says_anything()
      throws SQLException {
    var one = server();
    var other = server();
    lease.take(duty, one);
    clock.advance(Duration.ofMinutes(1));
    lease.take(duty, other);
    lease.leave(duty, one);
    assertThat(events()).containsExactly("07 09:00");
    clock.advance(Duration.ofMinutes(1));
    lease.leave(duty, other);
    assertThat(events()).containsExactly("07 09:00", "08 09:02");
    lease.leave(duty, other);
    assertThat(events()).hasSize(2);
  }

  @Test
  void a_start_that_is_told_twice_is_one_start() throws SQLException {
    var one = server();
    lease.take(duty, one);
    lease.take(duty, one);
    assertThat(events()).containsExactly("07 09:00");
  }

  @Test
  void after_an_unclean_end_the_next_start_writes_the_pair_at_the_last_sign_of_life()
      throws SQLException {
    var one = server();
    lease.take(duty, one);
    clock.advance(Duration.ofHours(2));
    seen(SettableClock.MORNING.plus(Duration.ofMinutes(90)));
    lease.take(duty, again(one, MACHINE));
    assertThat(events()).containsExactly("07 09:00", "08 09:30", "07 11:00");
  }

  @Test
  void a_punch_after_the_last_beat_shows_that_the_service_lived_on() throws SQLException {
    var one = server();
    lease.take(duty, one);
    seen(clock.instant());
    clock.advance(Duration.ofMinutes(3));
    punch(1, clock.instant());
    clock.advance(Duration.ofHours(1));
    lease.take(duty, again(one, MACHINE));
    assertThat(
            column(
                "SELECT substr(line, 10, 1) || substr(line, 22, 5) FROM ledger WHERE establishment_id = "
                    + bakery.place().establishmentId()
                    + " AND type > 5 ORDER BY nsr"))
        .containsExactly("609:00", "709:03", "609:03", "610:03");
    verify();
  }

  @Test
  void a_beat_from_the_future_is_not_printed_later_than_now() throws SQLException {
    var one = server();
    lease.take(duty, one);
    seen(clock.instant().plus(Duration.ofDays(1)));
    clock.advance(Duration.ofMinutes(5));
    lease.take(duty, again(one, MACHINE));
    assertThat(events()).containsExactly("07 09:00", "08 09:05", "07 09:05");
  }

  @Test
  void where_the_machine_was_off_meanwhile_power_returned_stands_between() throws SQLException {
    var one = server();
    lease.take(duty, one);
    seen(clock.instant());
    clock.advance(Duration.ofMinutes(30));
    lease.take(duty, again(one, new Machine("machine", "boot 2")));
    assertThat(events()).containsExactly("07 09:00", "08 09:00", "02 09:30", "07 09:30");
  }

  @Test
  void another_machine_or_one_that_says_nothing_was_not_off() {
    assertThat(new Machine("other", "boot 2").bootedSince(MACHINE)).isFalse();
    assertThat(new Machine("", "").bootedSince(new Machine("", ""))).isFalse();
    assertThat(new Machine("machine", "boot 2").bootedSince(MACHINE)).isTrue();
  }

  @Test
  void who_died_while_others_went_on_interrupted_nothing() throws SQLException {
    var dead = server();
    var alive = server();
    lease.take(duty, dead);
    lease.take(duty, alive);
    lease.take(duty, again(dead, MACHINE));
    lease.leave(duty, alive);
    assertThat(events()).containsExactly("07 09:00");
  }

  @Test
  void whose_lease_ran_out_is_not_waited_for_and_comes_back_by_itself() throws SQLException {
    var frozen = server();
    var next = server();
    lease.take(duty, frozen);
    // By the database's clock, whatever the other one shows.
    duty.createStatement()
        .execute("UPDATE on_duty SET beat_at = clock_timestamp() - interval '46 s'");
    lease.take(duty, next);
    assertThat(events()).extracting(event -> event.substring(0, 2)).containsExactly("07", "08", "07");
    assertThat(lease.beat(duty, frozen)).isFalse();
    lease.take(duty, frozen);
    assertThat(lease.beat(duty, frozen)).isTrue();
    lease.leave(duty, next);
    assertThat(events()).hasSize(3);
  }

  @Test
  void many_that_come_and_go_at_once_are_one_service_and_no_number_is_missing_beside_punches()
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var round = 0; round < 3; round++) {
        var base = round * 100L;
        var comers = new ArrayList<Callable<Server>>();
        for (var i = 0; i < 6; i++) {
          comers.add(() -> {
            var server = server();
            try (var own = database.connectAs("ponto_duty")) {
              lease.take(own, server);
            }
            return server;
          });
        }
        var punches = new ArrayList<Callable<Boolean>>();
        for (var i = 1; i <= 20; i++) {
          var number = base + i;
          punches.add(() -> {
            punch(number, clock.instant().plusSeconds(number));
            return true;
          });
        }
        var recording = punches.stream().map(threads::submit).toList();
        var here = new ArrayList<Server>();
        for (var come : threads.invokeAll(comers)) {
          here.add(come.get());
        }
        for (var left :
            threads.invokeAll(
                here.stream()
                    .map(server -> (Callable<Boolean>)
                        () -> {
                          try (var own = database.connectAs("ponto_duty")) {
                            lease.leave(own, server);
                          }
                          return true;
                        })
                    .toList())) {
          left.get();
        }
        for (var one : recording) {
          one.get();
        }
      }
    }
    assertThat(events())
        .containsExactly("07 09:00", "08 09:00", "07 09:00", "08 09:00", "07 09:00", "08 09:00");
    assertThat(column("SELECT count(*) FROM punch")).containsExactly("60");
  }

  @Test
  void what_fails_in_the_middle_leaves_nothing_behind_and_is_done_again() throws Exception {
    var one = server();
    var cut = database.connectAs("ponto_duty");
    try (var lock = Bakery.recorder(database)) {
      // Somebody records: the lease waits in the middle of its transaction, and is cut off there.
      lock.createStatement().execute("SELECT FROM counter FOR UPDATE");
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var waiting =
            threads.submit(() -> {
              lease.take(cut, one);
              return true;
            });
        cutOff("ponto_duty");
        assertThatThrownBy(waiting::get).hasRootCauseInstanceOf(SQLException.class);
      }
      lock.rollback();
    }
    cut.close();
    duty = database.connectAs("ponto_duty");
    assertThat(events()).isEmpty();
    lease.take(duty, one);
    assertThat(events()).containsExactly("07 09:00");
  }

  /** Ends the backend that waits for a lock, as soon as there is one. */
  private void cutOff(String waitsAs) throws SQLException {
    var server = TestDatabase.server().superuser();
    try (var superuser = server.connect()) {
      var until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (System.nanoTime() < until) {
        try (var rows =
            superuser
                .createStatement()
                .executeQuery(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND datname = '"
                        + database.jdbcUrl().replaceFirst(".*/", "")
                        + "'")) {
          if (rows.next()) {
            return;
          }
        }
      }
    }
    throw new AssertionError("nobody waits as " + waitsAs);
  }

  @Test
  void a_new_establishment_is_told_behind_its_first_record_and_only_while_the_service_is_there()
      throws SQLException {
    lease.take(duty, server());
    Bakery.open(database, "77888999000181", 1, clock);
    assertThat(
            column(
                "SELECT type || ' ' || substr(line, 35, 2) FROM ledger WHERE establishment_id = 3 AND nsr <= 2 ORDER BY nsr"))
        .containsExactly("2 00", "6 07");
    assertThat(column("SELECT count(*) FROM ledger WHERE type = 6")).containsExactly("3");
    verify();
  }

  @Test
  void an_establishment_that_the_start_missed_is_told_by_the_next_beat() throws SQLException {
    var one = server();
    lease.take(duty, one);
    duty.createStatement().execute("UPDATE counter SET available = false");
    clock.advance(Duration.ofMinutes(1));
    lease.beat(duty, one);
    lease.beat(duty, one);
    assertThat(events()).containsExactly("07 09:00", "07 09:01");
  }

  @Test
  void a_deployment_says_available_once_and_an_outage_lasts_until_its_end() throws SQLException {
    assertThat(lease.deployed(duty)).isEqualTo(2);
    assertThat(lease.deployed(duty)).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(lease.beginOutage(duty)).isEqualTo(2);
    assertThat(lease.beginOutage(duty)).isZero();
    assertThat(lease.deployed(duty)).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(lease.endOutage(duty)).isEqualTo(2);
    assertThat(lease.endOutage(duty)).isZero();
    assertThat(events()).containsExactly("07 09:00", "08 09:01", "07 09:02");
  }

  @Test
  void a_declared_outage_is_ended_by_a_start_and_not_by_a_beat() throws SQLException {
    var one = server();
    lease.take(duty, one);
    lease.beginOutage(duty);
    lease.beat(duty, one);
    assertThat(events()).containsExactly("07 09:00", "08 09:00");
    lease.leave(duty, one);
    assertThat(events()).hasSize(2);
    clock.advance(Duration.ofMinutes(9));
    lease.take(duty, again(one, MACHINE));
    assertThat(events()).containsExactly("07 09:00", "08 09:00", "07 09:09");
  }

  @Test
  void the_afd_carries_events_and_adjustments_in_their_place_and_counts_them() throws Exception {
    var one = server();
    lease.take(duty, one);
    new ClockRecords(clock, MACHINE)
        .tell(duty, new Step(clock.instant(), clock.instant().plusSeconds(90)));
    clock.advance(Duration.ofSeconds(90));
    punch(1, clock.instant());
    lease.leave(duty, one);
    var file =
        Tenant.speakingFor(
            bakery.employerId(),
            () -> database.connectAs("ponto_api"),
            connection -> {
              var export =
                  AfdExport.of(
                          connection,
                          bakery.employerId(),
                          DOCUMENT,
                          AfdExport.Days.ALL,
                          null,
                          clock.instant())
                      .orElseThrow();
              var out = new ByteArrayOutputStream();
              try {
                export.write(connection, out);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return out.toByteArray();
            });
    var lines = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).split("\r\n");
    var types = new StringBuilder();
    for (var line : lines) {
      types.append(line.charAt(9));
    }
    assertThat(types.substring(0, 8)).isEqualTo("12556476");
    assertThat(lines[8])
        .isEqualTo(
            "999999999" + "000000001" + "000000000" + "000000001" + "000000002" + "000000002"
                + "000000001" + "9");
    assertThat(lines[5])
        .startsWith("00000000542026-11-23T09:00:00-03002026-11-23T09:01:00-030011144477735");
    var verdict =
        AfdVerifier.read(
            new ByteArrayInputStream(file),
            "AFD51202600123411222333000181REP_P.txt",
            finding -> assertThat(finding.rule().code()).as(finding.toString()).isEmpty());
    assertThat(verdict.findings()).isZero();
  }

  @Test
  void only_duty_writes_events_and_adjustments_and_it_writes_nothing_else() throws SQLException {
    var insert =
        "INSERT INTO ledger VALUES (%d, 99, %d, %%d, now(), '')"
            .formatted(bakery.place().establishmentId(), bakery.employerId());
    for (var type : List.of(2, 5, 7)) {
      refused("ponto_duty", insert.formatted(type));
    }
    for (var type : List.of(2, 4, 5, 6)) {
      refused("ponto_recorder", insert.formatted(type));
    }
    for (var type : List.of(4, 7)) {
      refused("ponto_roster", insert.formatted(type));
    }
    refused("ponto_api", insert.formatted(6));
    refused("ponto_duty", "SELECT * FROM punch");
    refused("ponto_duty", "SELECT cpf FROM worker");
    refused("ponto_duty", "SELECT line FROM ledger");
    refused("ponto_duty", "UPDATE counter SET employer_id = 1");
    refused("ponto_duty", "DELETE FROM legal_time");
    refused("ponto_roster", "UPDATE service SET state = 'outage'");
    refused("ponto_recorder", "SELECT * FROM service");
    refused("ponto_report", "UPDATE on_duty SET beat_at = now()");
  }

  private void refused(String role, String sql) throws SQLException {
    try (var connection = database.connectAs(role)) {
      if (role.equals("ponto_roster")) {
        connection
            .createStatement()
            .execute("SELECT set_config('ponto.employer', '" + bakery.employerId() + "', false)");
      }
      assertThatThrownBy(() -> connection.createStatement().execute(sql))
          .as(role + ": " + sql)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
  }
}
