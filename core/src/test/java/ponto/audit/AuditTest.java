package ponto.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.access.Tenant;
import ponto.testing.Bakery;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

class AuditTest {
  private final SettableClock clock = new SettableClock();
  private final TestDatabase database = TestDatabase.fresh();
  private final long employer;
  private final Principal hr;

  AuditTest() throws SQLException {
    employer = Bakery.open(database, "11222333000181", 0, clock).employerId();
    hr = new Principal("an-hr", employer, Role.HR, null, false);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private <T> T speaking(String role, Tenant.Work<T> work) throws SQLException {
    return Tenant.speakingFor(employer, () -> database.connectAs(role), work);
  }

  private void append(String role, int count) throws SQLException {
    speaking(
        role,
        connection -> {
          var entries =
              IntStream.range(0, count)
                  .mapToObj(i -> Entry.by(hr, clock.instant(), "deed", "worker " + i, "{}"))
                  .toList();
          Audit.append(connection, employer, entries);
          return count;
        });
  }

  private Optional<Audit.Break> verify() throws SQLException {
    return speaking("ponto_api", connection -> Audit.verify(connection, employer));
  }

  private List<Audit.Line> lines() throws SQLException {
    return speaking(
        "ponto_api",
        connection -> Audit.page(connection, employer, Long.MAX_VALUE, Optional.empty(), 10_000));
  }

  @Test
  void deeds_are_numbered_and_chained_whoever_adds_them() throws SQLException {
    assertThat(verify()).isEmpty();
    append("ponto_api", 1);
    append("ponto_roster", 3);
    append("ponto_api", 0);
    append("ponto_api", 2);
    assertThat(lines()).extracting(Audit.Line::number).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
    assertThat(lines().getFirst().entry())
        .isEqualTo(Entry.by(hr, clock.instant(), "deed", "worker 1", "{}"));
    assertThat(verify()).isEmpty();
  }

  @Test
  void a_clock_that_was_set_back_does_not_turn_the_log_round() throws SQLException {
    append("ponto_api", 1);
    var first = clock.instant();
    clock.advance(Duration.ofHours(-1));
    append("ponto_api", 1);
    assertThat(lines()).extracting(line -> line.entry().at()).containsExactly(first, first);
    assertThat(verify()).isEmpty();
  }

  @Test
  void many_at_once_leave_no_gap() throws Exception {
    try (var threads = Executors.newFixedThreadPool(6)) {
      var work =
          IntStream.range(0, 60)
              .<Callable<Boolean>>mapToObj(i ->
                  () -> {
                    append(i % 2 == 0 ? "ponto_api" : "ponto_roster", 1 + i % 3);
                    return true;
                  })
              .toList();
      for (var done : threads.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(lines().reversed())
        .extracting(Audit.Line::number)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 120).boxed().toList());
    assertThat(verify()).isEmpty();
  }

  @Test
  void what_is_rolled_back_was_not_done() throws SQLException {
    append("ponto_api", 1);
    assertThatThrownBy(() ->
            speaking(
                "ponto_api",
                connection -> {
                  Audit.append(connection, Entry.by(hr, clock.instant(), "deed", "x", "{}"));
                  throw new SQLException("the deed fails");
                }))
        .hasMessage("the deed fails");
    append("ponto_api", 1);
    assertThat(lines()).extracting(Audit.Line::number).containsExactly(2L, 1L);
    assertThat(verify()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE audit SET detail = '{\"a\":1}' WHERE number = 3",
        "UPDATE audit SET at = at - interval '1 hour' WHERE number = 3",
        "UPDATE audit SET role = 'h', subject = subject || 'r' WHERE number = 3",
        "UPDATE audit SET hash = repeat('0', 64) WHERE number = 3",
        "DELETE FROM audit WHERE number = 3"
      })
  void who_gets_around_the_triggers_is_found(String deed) throws SQLException {
    append("ponto_api", 5);
    tamper(deed);
    assertThat(verify()).map(Audit.Break::number).contains(3L);
  }

  @Test
  void a_missing_end_is_found() throws SQLException {
    append("ponto_api", 5);
    tamper("DELETE FROM audit WHERE number = 5");
    assertThat(verify()).map(Audit.Break::number).contains(5L);
  }

  private void tamper(String deed) throws SQLException {
    try (var owner = database.connect();
        var statement = owner.createStatement()) {
      assertThatThrownBy(() -> statement.execute(deed)).hasMessageContaining("append-only");
      statement.execute("ALTER TABLE audit DISABLE TRIGGER append_only");
      statement.execute("ALTER TABLE audit NO FORCE ROW LEVEL SECURITY");
      assertThat(statement.executeUpdate(deed)).isEqualTo(1);
    }
  }
}
