package ponto.server;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;
import ponto.punch.Shape;
import ponto.punch.ShapeReader;
import ponto.testing.TestDatabase;

/** The demo's month: the same wherever it is made, in once, with something of everything in it. */
final class DemoMonthTest {
  private static final LocalDate DAY = LocalDate.of(2026, 10, 5);
  private static final String COMPLETE = "demo month: complete";

  private final Path data = Site.folder();

  @AfterEach
  void remove() {
    Site.remove(data);
  }

  private static DemoMonth month(int workers) {
    return new DemoMonth(
        new Principal("demo-month", 1, Role.COLLECTOR, null, false),
        IntStream.rangeClosed(1, workers).mapToObj(Demo::cpf).toList());
  }

  private static List<Letter> letters(int workers) {
    var month = month(workers);
    var letters = new ArrayList<Letter>();
    for (var day = 0; day < DemoFeed.DAYS; day++) {
      letters.addAll(month.letters(DAY.plusDays(day)));
    }
    return letters;
  }

  @Test
  void every_making_makes_the_same_bytes_of_the_contracts_shape_under_receipts_of_their_own() {
    var letters = letters(200);
    assertThat(letters(200)).isEqualTo(letters);
    assertThat(letters.stream().map(Letter::receipt).collect(toSet())).hasSameSizeAs(letters);
    var punches = 0;
    for (var letter : letters) {
      assertThat(ShapeReader.check(letter.body())).isInstanceOf(Shape.WellFormed.class);
      punches += letter.body().split("\"id\":", -1).length - 1;
    }
    assertThat(punches).isBetween(15_000, 20_000);
  }

  @Test
  void a_worker_more_changes_nothing_of_the_others() {
    assertThat(bodies(21)).containsAll(bodies(20));
  }

  private static List<String> bodies(int workers) {
    return letters(workers).stream()
        .flatMap(letter -> List.of(letter.body().split("(?=\\{\"id\")", -1)).stream().skip(1))
        .map(item -> item.replaceAll("[,\\]}]+$", ""))
        .toList();
  }

  @Test
  void a_start_fills_the_month_once_and_every_report_has_something_to_show() throws Exception {
    try (var database = TestDatabase.fresh()) {
      var environment = Map.of("PONTO_DATABASE", Site.url(database.database()));
      start(environment);
      var rows =
          column(database, "SELECT count(*) FROM punch WHERE collector = 'kiosk'").getFirst();
      assertThat(Integer.parseInt(rows)).isBetween(1_400, 2_100);
      assertThat(column(database, "SELECT count(*) FROM set_aside")).containsExactly("0");
      var shapes =
          Map.of(
              "overnight",
              "extract(hour FROM punched_at AT TIME ZONE zone) BETWEEN 5 AND 8 AND right(cpf, 3) IN (SELECT right(cpf, 3) FROM punch WHERE extract(hour FROM punched_at AT TIME ZONE zone) = 22)",
              "late off-line arrival",
              "offline AND received_at > punched_at + interval '3 hours'",
              "on-line",
              "NOT offline AND trust = 'confirmed'",
              "a proven clock",
              "trust = 'derived'",
              "a clock that was set",
              "'clock-jumped' = ANY (flags)",
              "a double tap",
              "'near-another' = ANY (flags)");
      for (var shape : shapes.entrySet()) {
        assertThat(column(database, "SELECT count(*) > 0 FROM punch WHERE " + shape.getValue()))
            .as(shape.getKey())
            .containsExactly("t");
      }
      assertThat(
              column(
                  database,
                  "SELECT count(*) > 0 FROM (SELECT FROM punch GROUP BY cpf, (punched_at AT TIME ZONE zone)::date HAVING count(*) = 3) odd"))
          .containsExactly("t");
      assertThat(
              column(
                  database, "SELECT max(punched_at) < now() FROM punch WHERE collector = 'kiosk'"))
          .containsExactly("t");

      // As another data folder, or a kill before it was written down, leaves it.
      Files.delete(data.resolve("demo-month"));
      var letters =
          column(database, "SELECT count(*) FROM letter WHERE subject = 'demo-month'").getFirst();
      start(environment);
      assertThat(column(database, "SELECT count(*) FROM punch WHERE collector = 'kiosk'"))
          .containsExactly(rows);
      assertThat(column(database, "SELECT count(*) FROM letter WHERE subject = 'demo-month'"))
          .containsExactly(letters);
    }
  }

  /** Starts, waits until the month is in and recorded, and stops in order. */
  private void start(Map<String, String> environment) {
    try (var child = Child.demo(data, environment, "--demo-month")) {
      var uri = child.ready();
      var worker = new Caller(uri, null).signIn(Demo.cpf(1), Demo.PASSWORD);
      // The door is open while it is filled.
      var id = Press.newId();
      worker.punch(Press.own(id)).expect(202);
      Patience.until("the month", () -> child.err().contains(COMPLETE) || !child.alive());
      Patience.until(
          "an empty inbox",
          () -> worker.get("/metrics").body().contains("\nponto_inbox_letters 0.0\n"));
      child.signal("TERM");
      assertThat(child.ended()).as(child.err()).isZero();
    }
  }

  private static List<String> column(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.connectAs("ponto_report");
        var rows = connection.createStatement().executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
