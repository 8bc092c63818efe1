package ponto.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import ponto.access.Tenant;
import ponto.legal.AfdExport;
import ponto.testing.Bakery;
import ponto.testing.TestDatabase;
import ponto.verify.AfdVerifier;

/**
 * The lease in trouble: races, a connection that is cut, roles that may not; and the AFD of it all.
 */
class LeaseTroubleTest extends LeaseBed {
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
                    .map(server ->
                        (Callable<Boolean>)
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
    var lines = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).split("\r\n", -1);
    var types = new StringBuilder();
    for (var line : List.of(lines).subList(0, 8)) {
      types.append(line.charAt(9));
    }
    assertThat(types).hasToString("12556476");
    assertThat(lines[8])
        .isEqualTo(
            "999999999"
                + "000000001"
                + "000000000"
                + "000000001"
                + "000000002"
                + "000000002"
                + "000000001"
                + "9");
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
