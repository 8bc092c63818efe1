package ponto.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.testing.Bakery;

/** Each report's own statements, as they are sent, find a year's punches by index. */
final class ReportPlansTest {
  /** A year of two employers: enough that a walk along the table costs far more than a day. */
  private static final String FILL =
      """
      INSERT INTO punch
      SELECT w.employer_id, gen_random_uuid(), a.establishment_id, 1000 + n * 100 + w.worker_id, w.worker_id, w.cpf, at, -180,
             'America/Sao_Paulo', at, 0, at, at, 'web', n % 50 = 0, 'server', '{}', '', '', 'r'
      FROM generate_series(0, 5999) AS n,
           LATERAL (VALUES (timestamptz '2026-01-01 08:00-03' + n * interval '87 minutes')) AS t (at),
           worker w JOIN assignment a USING (worker_id)
      """;

  private static final Period DAY =
      new Period(LocalDate.parse("2026-06-10"), LocalDate.parse("2026-06-10"));

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Punched punched;

  @BeforeAll
  static void open() throws SQLException {
    punched = new Punched();
    try (var connection = Bakery.recorder(punched.database);
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(FILL)).isGreaterThan(100_000);
      connection.commit();
    }
    try (var owner = punched.database.connect();
        var statement = owner.createStatement()) {
      statement.execute("ANALYZE punch, worker, establishment, account, supervision");
    }
  }

  @AfterAll
  static void close() {
    punched.close();
  }

  @Test
  void no_report_walks_along_the_punches() throws SQLException {
    var plans = plans(punched.all());
    assertThat(plans).hasSizeGreaterThanOrEqualTo(7).noneMatch(ReportPlansTest::walks);
    assertThat(plans).anyMatch(plan -> plan.contains("punch_by_time"));
  }

  private static boolean walks(String plan) {
    return plan.contains("Seq Scan on punch") || plan.contains("Seq Scan on ledger");
  }

  /** Asks every report and answers the plans of the statements about punches. */
  private static List<String> plans(Asked asked) throws SQLException {
    return punched.ask(connection -> {
      var plans = new ArrayList<String>();
      var watched = watched(connection, plans);
      var at = Instant.parse("2026-06-10T15:00:00Z");
      var all = new PunchList.Which(null, null);
      Presence.at(watched, asked, at);
      Headcount.of(watched, asked, DAY.from(), Bakery.SAO_PAULO);
      PunchList.page(watched, asked, DAY, all, null, 100);
      PunchList.page(
          watched,
          asked,
          DAY,
          new PunchList.Which("future", 60),
          new PunchList.Position(at, "1", 1),
          100);
      PunchList.all(watched, asked, DAY, all, _ -> {});
      DayList.page(watched, asked, DAY, true, null, 100);
      DayList.all(watched, asked, DAY, false, _ -> {});
      DayList.totals(watched, asked, DAY);
      return plans;
    });
  }

  /** The connection; each statement about punches is explained, with its values, before it runs. */
  private static Connection watched(Connection connection, List<String> plans) {
    return proxy(
        Connection.class,
        (_, method, arguments) -> {
          var answer = call(connection, method, arguments);
          return answer instanceof PreparedStatement statement
              ? proxy(
                  PreparedStatement.class,
                  (_, inner, values) -> {
                    if (inner.getName().equals("executeQuery")
                        && statement.toString().contains("FROM punch")) {
                      plans.add(explained(connection, statement.toString()));
                    }
                    return call(statement, inner, values);
                  })
              : answer;
        });
  }

  private static String explained(Connection connection, String sql) throws SQLException {
    var plan = new StringBuilder();
    try (var explain = connection.createStatement();
        var rows = explain.executeQuery("EXPLAIN " + sql)) {
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }

  private static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            ReportPlansTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
