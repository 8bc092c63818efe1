package ponto.foreign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.access.Scope;
import ponto.access.Tenant;
import ponto.foreign.Finding.Kind;
import ponto.foreign.ForeignFiles.NewFile;
import ponto.foreign.ForeignImport.Outcome;
import ponto.foreign.ForeignImport.Target;
import ponto.testing.Bakery;
import ponto.testing.SettableClock;
import ponto.testing.TestDatabase;

/** AFDs of other clocks, good and broken, into the real tables. */
final class ForeignImportTest {
  private static final String DOCUMENT = "11222333000181";
  private static final Instant NOW = Instant.parse("2026-10-05T12:00:00Z");
  private static final String PIS = "12056412547";
  private static final int MUTATIONS = 2_000;
  private static final int MUTATIONS_OF_A_FILE = 40;

  private final TestDatabase database = TestDatabase.fresh();

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private Bakery bakery;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private Principal hr;

  @BeforeEach
  void enter() throws SQLException {
    bakery = Bakery.open(database, DOCUMENT, 2, new SettableClock(NOW));
    hr = new Principal("somebody", bakery.employerId(), Role.HR, null, false);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private <T> T ask(Tenant.Work<T> work) throws SQLException {
    return Tenant.speakingFor(bakery.employerId(), () -> database.connectAs("ponto_roster"), work);
  }

  private Outcome.Taken take(byte[] file) throws SQLException {
    return take("AFD0001.txt", file, null);
  }

  private Outcome.Taken take(String name, byte[] file, @Nullable String rep) throws SQLException {
    var sum = "%064x".formatted(Arrays.hashCode(file) & 0xffffffffL);
    var number =
        ask(connection ->
            ForeignFiles.begin(connection, hr, new NewFile(name, sum, rep, null), NOW));
    return (Outcome.Taken) piece(number, 1, file, true);
  }

  private Outcome piece(long file, long firstLine, byte[] text, boolean last) throws SQLException {
    var to = new Target(bakery.employerId(), file);
    return ask(connection -> ForeignImport.take(connection, to, firstLine, text, last, NOW))
        .orElseThrow();
  }

  private Set<Long> kept() throws SQLException {
    return new HashSet<>(
        ask(connection -> {
          try (var statement = connection.createStatement();
              var rows = statement.executeQuery("SELECT nsr FROM foreign_mark ORDER BY nsr")) {
            var all = new ArrayList<Long>();
            while (rows.next()) {
              all.add(rows.getLong(1));
            }
            return all;
          }
        }));
  }

  private List<String> marks() {
    return List.of(
        OtherClock.mark(1, "2026-10-01T08:00", Bakery.cpf(1)),
        OtherClock.mark(2, "2026-10-01T08:01", Bakery.cpf(2)),
        OtherClock.mark(3, "2026-10-01T12:00", Bakery.cpf(1)),
        OtherClock.mark(4, "2026-10-01T12:01", Bakery.cpf(99)));
  }

  private byte[] file() {
    return OtherClock.file(marks());
  }

  @Test
  void a_file_is_taken_once_and_the_second_time_it_is_repeated() throws SQLException {
    assertThat(take(file()).tally()).isEqualTo(new Tally(4, 0, 0, 1, 0, 0));
    assertThat(take(file()).tally()).isEqualTo(new Tally(0, 4, 0, 1, 0, 0));
    assertThat(kept()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    assertThat(take("AFD0001.txt", file(), "another").tally().taken()).isEqualTo(4);
  }

  @Test
  void the_same_number_with_other_content_is_told_and_never_overwrites() throws SQLException {
    take(file());
    var others = new ArrayList<>(marks());
    others.set(0, OtherClock.mark(1, "2026-10-01T07:59", Bakery.cpf(1)));
    others.set(1, OtherClock.mark(2, "2026-10-01T08:01", Bakery.cpf(1)));
    others.add(OtherClock.mark(5, "2026-10-01T13:00", Bakery.cpf(1)));
    others.add(OtherClock.mark(5, "2026-10-01T13:01", Bakery.cpf(1)));
    var outcome = take(OtherClock.file(others));
    assertThat(outcome.tally()).isEqualTo(new Tally(1, 2, 3, 1, 0, 1));
    assertThat(outcome.findings())
        .filteredOn(finding -> finding.kind() == Kind.CONFLICTING)
        .extracting(Finding::line)
        .containsExactly(2L, 3L, 7L);
    assertThat(seen(bakery.worker(1)))
        .containsExactly(
            "2026-10-01T08:00-03:00", "2026-10-01T12:00-03:00", "2026-10-01T13:00-03:00");
  }

  private List<String> seen(String cpf) throws SQLException {
    var asked = new ForeignMarks.Asked(cpf, Instant.EPOCH, NOW, ForeignMarks.Position.START);
    return ask(connection -> ForeignMarks.page(connection, hr, Scope.EMPLOYER, asked, 100)).stream()
        .map(mark -> mark.at().toString())
        .toList();
  }

  @Test
  void who_is_bound_has_the_marks_there_are_and_those_to_come() throws SQLException {
    take(file());
    var unmatched = ask(connection -> ForeignPeople.page(connection, bakery.employerId(), 0, 100));
    assertThat(unmatched)
        .singleElement()
        .matches(one -> one.person().equals(Bakery.cpf(99)) && one.marks() == 1);
    var id = unmatched.getFirst().id();
    var foreign =
        ask(connection -> ForeignPeople.bind(connection, bakery.employerId(), id, Bakery.cpf(50)));
    assertThat(foreign).isFalse();
    ask(connection -> ForeignPeople.bind(connection, bakery.employerId(), id, bakery.worker(2)));
    var more = List.of(OtherClock.mark(9, "2026-10-02T08:00", Bakery.cpf(99)));
    assertThat(take(OtherClock.file(more)).tally().unmatched()).isZero();
    assertThat(seen(bakery.worker(2)))
        .containsExactly(
            "2026-10-01T08:01-03:00", "2026-10-01T12:01-03:00", "2026-10-02T08:00-03:00");
  }

  @Test
  void the_old_layout_is_matched_by_pis_and_counted_in_the_zone() throws SQLException {
    ask(connection -> {
      try (var update = connection.prepareStatement("UPDATE worker SET pis = ? WHERE cpf = ?")) {
        update.setString(1, PIS);
        update.setString(2, bakery.worker(1));
        return update.executeUpdate();
      }
    });
    var lines =
        List.of(
            OtherClock.oldHeader(),
            OtherClock.oldMark(1, "15112010", "0800", "0" + PIS), // Daylight-saving time.
            OtherClock.oldMark(2, "15072010", "0800", "9" + bakery.worker(2)),
            OtherClock.oldMark(3, "15072010", "0801", "012345678901"));
    var outcome = take("AFD_REP_C.txt", OtherClock.text(lines), null);
    assertThat(outcome.tally().taken()).isEqualTo(3);
    assertThat(outcome.tally().unmatched()).isEqualTo(1);
    assertThat(outcome.findings())
        .contains(new Finding(1, Kind.NOTED, "the file is of Portaria 1510, its name is of 671"));
    assertThat(seen(bakery.worker(1))).containsExactly("2010-11-15T08:00-02:00");
    assertThat(seen(bakery.worker(2))).containsExactly("2010-07-15T08:00-03:00");
  }

  @Test
  void a_file_comes_in_pieces_each_once_and_in_order() throws SQLException {
    var file = file();
    var cut = new String(file, ISO_8859_1).indexOf("\r\n000000003") + 2;
    var number =
        ask(connection ->
            ForeignFiles.begin(connection, hr, new NewFile("x", "0".repeat(64), null, null), NOW));
    var first = Arrays.copyOf(file, cut);
    var rest = Arrays.copyOfRange(file, cut, file.length);
    assertThat(piece(number, 4, rest, true)).isEqualTo(new Outcome.OutOfPlace(1));
    assertThat(piece(number, 1, first, false)).isInstanceOf(Outcome.Taken.class);
    assertThat(piece(number, 1, first, false)).isEqualTo(new Outcome.OutOfPlace(4));
    assertThat(piece(number, 4, rest, true))
        .isEqualTo(new Outcome.Taken(new Tally(2, 0, 0, 1, 0, 0), List.of(), 7));
    assertThat(piece(number, 7, rest, true)).isEqualTo(new Outcome.Finished());
    var listed = ask(connection -> ForeignFiles.find(connection, bakery.employerId(), number));
    assertThat(listed.orElseThrow())
        .matches(one -> OtherClock.NUMBER.equals(one.rep()) && one.finishedAt() != null)
        .extracting(ForeignFile::tally)
        .isEqualTo(new Tally(4, 0, 0, 1, 0, 0));
  }

  /** What was done to the file, the finding's line and rule, and the NSR that are kept. */
  static Stream<Arguments> bad() {
    return Stream.concat(badLines(), badFiles());
  }

  private static Stream<Arguments> badLines() {
    return Stream.of(
        bad(
            "cut off",
            text -> text.substring(0, text.indexOf("000000004") + 30),
            5,
            "a record of type 3 has no 30 characters",
            "1 2 3"),
        bad(
            "cut off between lines",
            text -> text.substring(0, text.indexOf("000000004")),
            4,
            "the file ends without a trailer: it may be cut off",
            "1 2 3"),
        bad(
            "a line too short",
            text -> text.replace("0000000023", "00000000"),
            3,
            "there is no record of this type",
            "1 3 4"),
        bad(
            "a line too long",
            text -> text.replace("0000000023", "0000000023 "),
            3,
            "a record of type 3 has no 51 characters",
            "1 3 4"));
  }

  private static Stream<Arguments> badFiles() {
    var cpf = Bakery.cpf(1);
    var wrong = cpf.substring(0, 10) + (cpf.charAt(10) == '0' ? '1' : '0');
    return Stream.of(
        bad(
            "UTF-8",
            text -> new String(text.getBytes(UTF_8), ISO_8859_1),
            1,
            "the line is in UTF-8, not ISO-8859-1",
            "1 2 3 4"),
        bad(
            "LF alone",
            text -> text.replace("\r\n", "\n"),
            1,
            "the line ends with LF alone, not CR LF",
            "1 2 3 4"),
        bad(
            "a mark of byte order",
            text -> "\u00ef\u00bb\u00bf" + text,
            1,
            "the file begins with a byte order mark",
            "1 2 3 4"),
        bad(
            "a NUL",
            text -> text.replace("0000000023", "000000002\0"),
            3,
            "the line holds a NUL",
            "1 3 4"),
        bad("out of order", ForeignImportTest::swapped, 4, "NSR 2 comes after 3", "1 2 3 4"),
        bad(
            "a wrong CPF",
            text ->
                text.replace(
                    OtherClock.mark(1, "2026-10-01T08:00", cpf),
                    OtherClock.mark(1, "2026-10-01T08:00", wrong)),
            2,
            "the CPF's check digits are wrong",
            "2 3 4"),
        bad(
            "a changed digit",
            text -> text.replace("T08:01", "T08:02"),
            3,
            "the checksum is not the line's",
            "1 3 4"),
        bad(
            "an impossible day",
            text ->
                text.replace(
                    OtherClock.mark(1, "2026-10-01T08:00", cpf),
                    OtherClock.mark(1, "2026-02-30T08:00", cpf)),
            2,
            "there is no such day, time or offset",
            "2 3 4"),
        bad(
            "a broken header",
            text -> text.replace("Padaria", "Bodega!"),
            1,
            "no header can be read: the marks are kept under the file's own sum; say which clock it is",
            "1 2 3 4"));
  }

  private static String swapped(String text) {
    var lines = new ArrayList<>(List.of(text.split("\r\n")));
    lines.add(2, lines.remove(3));
    return String.join("\r\n", lines) + "\r\n";
  }

  private static Arguments bad(
      String what, UnaryOperator<String> change, long line, String rule, String kept) {
    return Arguments.of(
        what, change, line, rule, Arrays.stream(kept.split(" ", -1)).map(Long::valueOf).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  void what_is_broken_is_named_with_its_line_and_the_good_lines_go_on(
      String what, UnaryOperator<String> change, long line, String rule, List<Long> kept)
      throws SQLException {
    var changed = change.apply(new String(file(), ISO_8859_1)).getBytes(ISO_8859_1);
    var outcome = take(changed);
    assertThat(outcome.findings())
        .as(what)
        .anyMatch(finding -> finding.line() == line && finding.rule().equals(rule));
    assertThat(kept()).containsExactlyInAnyOrderElementsOf(kept);
  }

  @Test
  void no_mutation_loses_an_untouched_line_or_throws() throws SQLException {
    var random = new SplittableRandom(20261123);
    var files = MUTATIONS / MUTATIONS_OF_A_FILE;
    for (var file = 0; file < files; file++) {
      var lines = new TreeMap<Long, String>();
      for (var i = 1; i <= 2 * MUTATIONS_OF_A_FILE; i++) {
        var nsr = 1_000L * file + i;
        lines.put(nsr, OtherClock.mark(nsr, "2026-10-01T08:%02d".formatted(i % 60), Bakery.cpf(1)));
      }
      var untouched = new HashSet<>(lines.keySet());
      var bytes = new ByteArrayOutputStream();
      bytes.writeBytes(OtherClock.text(List.of(OtherClock.header())));
      // Of each pair one is spoiled; not its end, which would take the next line with it.
      for (var nsr : List.copyOf(lines.keySet())) {
        var line = requireNonNull(lines.get(nsr)).getBytes(ISO_8859_1);
        if (nsr % 2 == 0) {
          line = mutated(line, random);
          untouched.remove(nsr);
        }
        bytes.writeBytes(line);
        bytes.writeBytes(new byte[] {'\r', '\n'});
      }
      take(bytes.toByteArray());
      assertThat(kept()).as("file " + file).containsAll(untouched);
    }
  }

  private static byte[] mutated(byte[] line, SplittableRandom random) {
    var at = random.nextInt(line.length);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(line, at);
      case 1 -> {
        var longer = Arrays.copyOf(line, line.length + random.nextInt(1, 3_000));
        random.nextBytes(longer);
        for (var i = 0; i < longer.length; i++) {
          longer[i] = longer[i] == '\n' ? (byte) ' ' : longer[i];
        }
        yield longer;
      }
      case 2 -> {
        line[at] = 0;
        yield line;
      }
      default -> {
        line[at] = (byte) random.nextInt(256);
        yield line;
      }
    };
  }
}
