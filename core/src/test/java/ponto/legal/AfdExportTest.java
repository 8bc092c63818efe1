package ponto.legal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.access.Tenant;
import ponto.afd.EventLine;
import ponto.afd.EventLine.Event;
import ponto.afd.PunchLine;
import ponto.legal.AfdExport.Days;
import ponto.testing.Bakery;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;
import ponto.verify.AfdVerifier;
import ponto.verify.Finding;

/** The AFD out of a real ledger, read by the verifier, which shares no code with the writer. */
class AfdExportTest {
  private static final String DOCUMENT = "11222333000181";
  private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");
  private static final Instant ENTERED = Instant.parse("2026-09-30T12:00:00Z");
  private static final Instant NOW = Instant.parse("2026-10-05T02:30:00Z"); // The 4th, there.

  private final TestDatabase database = TestDatabase.fresh();

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private Bakery bakery;

  private long nsr = 3;
  private String hash = PunchLine.GENESIS;

  @BeforeEach
  void enter() throws SQLException {
    bakery = Bakery.open(database, DOCUMENT, 2, new SettableClock(ENTERED));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void punch(String recordedAt) throws SQLException {
    var at = Instant.parse(recordedAt);
    var printed = OffsetDateTime.ofInstant(at, ZONE);
    var line = new PunchLine(++nsr, printed, bakery.worker(1), printed, 2, false, hash).print();
    hash = line.hash();
    put(nsr, 7, at, line.text());
  }

  private void put(long nsr, int type, Instant at, String line) throws SQLException {
    try (var connection = database.connectAs(type == 7 ? "ponto_recorder" : "ponto_duty");
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO ledger (establishment_id, nsr, employer_id, type, recorded_at, line)
                VALUES (?, ?, ?, ?, ?::timestamptz, ?)
                """)) {
      insert.setLong(1, bakery.place().establishmentId());
      insert.setLong(2, nsr);
      insert.setLong(3, bakery.employerId());
      insert.setInt(4, type);
      insert.setString(5, at.toString());
      insert.setString(6, line);
      insert.executeUpdate();
    }
  }

  private <T> T ask(Tenant.Work<T> work) throws SQLException {
    return Tenant.speakingFor(bakery.employerId(), () -> database.connectAs("ponto_api"), work);
  }

  private static Optional<AfdExport> of(Connection connection, long employerId, Days days)
      throws SQLException {
    return AfdExport.of(connection, employerId, DOCUMENT, days, null, NOW);
  }

  private byte[] write(AfdExport export) throws SQLException {
    return ask(connection -> {
      var out = new ByteArrayOutputStream();
      try {
        export.write(connection, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    });
  }

  private List<String> lines(@Nullable String from, @Nullable String to) throws SQLException {
    var days = new Days(date(from), date(to));
    var export = ask(connection -> of(connection, bakery.employerId(), days).orElseThrow());
    var bytes = write(export);
    assertThat(findings(export.header().fileName(), bytes)).isEmpty();
    return List.of(new String(bytes, ISO_8859_1).split("\r\n"));
  }

  private static @Nullable LocalDate date(@Nullable String text) {
    return text == null ? null : LocalDate.parse(text);
  }

  private static List<Finding> findings(String name, byte[] bytes) {
    var findings = new ArrayList<Finding>();
    try {
      AfdVerifier.read(new ByteArrayInputStream(bytes), name, findings::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return findings;
  }

  private static String days(List<String> lines) {
    return lines.getFirst().substring(206, 226);
  }

  private static List<String> nsrs(List<String> lines) {
    return lines.subList(1, lines.size() - 2).stream().map(line -> line.substring(0, 9)).toList();
  }

  @Test
  void the_whole_life_is_every_frozen_line_as_it_stands_and_counted() throws SQLException {
    punch("2026-10-01T11:00:00Z");
    put(++nsr, 6, Instant.parse("2026-10-01T11:01:00Z"), event(nsr));
    punch("2026-10-02T02:59:59.999Z");
    var lines = lines(null, null);
    var frozen =
        ask(connection -> {
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery("SELECT line FROM ledger ORDER BY nsr")) {
            var all = new ArrayList<String>();
            while (rows.next()) {
              all.add(rows.getString(1));
            }
            return all;
          }
        });
    assertThat(frozen).hasSize(6);
    assertThat(lines.subList(1, 7)).isEqualTo(frozen);
    assertThat(lines.get(7))
        .isEqualTo(
            "999999999"
                + "000000001"
                + "000000000"
                + "000000000"
                + "000000002"
                + "000000001"
                + "000000002"
                + "9");
    assertThat(lines.getFirst())
        .contains("Padaria São João Fictícia Ltda")
        .contains("2026-09-302026-10-012026-10-04T23:30:00-0300004");
  }

  private static String event(long nsr) {
    var at = OffsetDateTime.parse("2026-10-01T08:01:00-03:00");
    return new EventLine(nsr, at, Event.AVAILABLE).text();
  }

  @Test
  void days_are_the_establishments_and_both_are_included() throws SQLException {
    punch("2026-10-02T02:59:59.999Z"); // The 1st, there.
    punch("2026-10-02T03:00:00Z");
    punch("2026-10-03T02:59:59.999Z");
    punch("2026-10-03T03:00:00Z");
    assertThat(nsrs(lines("2026-10-02", "2026-10-02"))).containsExactly("000000005", "000000006");
    assertThat(nsrs(lines("2026-10-02", null)))
        .containsExactly("000000005", "000000006", "000000007");
    assertThat(nsrs(lines(null, "2026-10-01")))
        .containsExactly("000000001", "000000002", "000000003", "000000004");
    assertThat(days(lines(null, "2026-10-02"))).isEqualTo("2026-09-302026-10-02");
    assertThat(days(lines("2026-10-03", null))).isEqualTo("2026-10-032026-10-03");
  }

  @Test
  void days_without_a_record_give_a_file_without_records() throws SQLException {
    punch("2026-10-02T03:00:00Z");
    for (var days :
        List.of(List.of("2026-01-01", "2026-01-31"), List.of("2026-11-01", "2026-11-30"))) {
      var lines = lines(days.getFirst(), days.getLast());
      assertThat(nsrs(lines)).isEmpty();
      assertThat(days(lines)).isEqualTo(days.getFirst() + days.getLast());
    }
  }

  @Test
  void what_is_recorded_after_the_decision_is_not_in_the_file() throws SQLException {
    punch("2026-10-02T03:00:00Z");
    var export = ask(connection -> of(connection, bakery.employerId(), Days.ALL).orElseThrow());
    var before = write(export);
    punch("2026-10-02T04:00:00Z");
    assertThat(export.lines()).isEqualTo(4);
    assertThat(write(export)).isEqualTo(before);
  }

  @Test
  void a_ledger_with_a_gap_gives_no_file_that_looks_whole() throws SQLException {
    put(5, 6, Instant.parse("2026-10-02T03:00:00Z"), event(5));
    var export = ask(connection -> of(connection, bakery.employerId(), Days.ALL).orElseThrow());
    assertThatThrownBy(() -> write(export))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the ledger lacks NSR 4");
  }

  @Test
  void another_employers_establishment_is_not_there() throws SQLException {
    var other = Bakery.open(database, "11444777000161", 1, new SettableClock(ENTERED));
    var foreign = find(other.employerId(), DOCUMENT);
    assertThat(foreign).isEmpty();
    var named = find(bakery.employerId(), "11444777000161");
    assertThat(named).isEmpty();
    var own = find(bakery.employerId(), DOCUMENT);
    assertThat(own).isPresent();
  }

  private Optional<AfdExport> find(long employerId, String document) throws SQLException {
    return ask(connection -> AfdExport.of(connection, employerId, document, Days.ALL, null, NOW));
  }
}
