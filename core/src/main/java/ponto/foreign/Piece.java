package ponto.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ponto.afd.AfdEntry;
import ponto.afd.AfdReader;
import ponto.afd.AfdReader.Place;
import ponto.foreign.Finding.Kind;

/** A piece of somebody's AFD as it is read, before the database knows of it: no input throws. */
final class Piece {
  /** Fabrication numbers have 17 digits and are one clock's; 17 nines are many's. */
  private static final Pattern FABRICATION = Pattern.compile("(?!9{17})[0-9]{17}");

  private static final Pattern NUMBER = Pattern.compile("[0-9A-Za-z]{1,17}");

  /** Before electronic clocks, and after what anybody could have pressed. */
  private static final int YEAR_MIN = 1980;

  private static final int YEAR_MAX = 2100;
  private static final int SHA_SHOWN = 16;

  private final State state;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable String rep;

  /**
   * Where the file stands.
   *
   * @param rep of the last header; null before any
   * @param givenRep holds instead of all headers
   */
  record State(
      String name,
      String sha256,
      @Nullable String givenRep,
      @Nullable String rep,
      ZoneId zone,
      Place place) {}

  /** A person as a clock names it. */
  record Person(String naming, String text) implements Comparable<Person> {
    @Override
    public int compareTo(Person other) {
      var byNaming = naming.compareTo(other.naming);
      return byNaming != 0 ? byNaming : text.compareTo(other.text);
    }

    @Override
    public String toString() {
      return "Person[" + naming + "]";
    }
  }

  /** A mark with its clock. */
  record Mark(
      String rep,
      long nsr,
      long line,
      Person person,
      LocalDateTime at,
      ZoneOffset offset,
      boolean offsetPrinted) {
    @Override
    public String toString() {
      return "Mark[line=" + line + ", nsr=" + nsr + "]";
    }
  }

  /** What is in it. */
  record Contents(List<Mark> marks, List<Finding> findings, @Nullable String rep, Place place) {}

  private Piece(State state) {
    this.state = state;
    this.rep = state.givenRep() != null ? state.givenRep() : state.rep();
  }

  static Contents read(byte[] bytes, boolean last, State state) {
    return new Piece(state).read(bytes, last);
  }

  private Contents read(byte[] bytes, boolean last) {
    var entries = new ArrayList<AfdEntry>();
    try {
      var place =
          AfdReader.readPiece(new ByteArrayInputStream(bytes), state.place(), last, entries::add);
      if (rep == null && entries.stream().noneMatch(AfdEntry.Header.class::isInstance)) {
        headless(entries.isEmpty() ? 1 : entries.getFirst().line());
      }
      entries.forEach(this::take);
      return new Contents(marks, findings, rep, place);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory could not be read", e);
    }
  }

  /** So that the good lines go on: who repeats the same file meets the same marks. */
  private void headless(long line) {
    rep = "file-" + state.sha256().substring(0, SHA_SHOWN);
    note(
        line,
        "no header can be read: the marks are kept under the file's own sum; say which clock it is");
  }

  private void take(AfdEntry entry) {
    switch (entry) {
      case AfdEntry.Header header -> header(header);
      case AfdEntry.Mark mark -> mark(mark);
      case AfdEntry.Other _ -> {}
      case AfdEntry.Noted(var line, var problem) -> note(line, problem);
      case AfdEntry.Broken(var line, var problem) ->
          findings.add(new Finding(line, Kind.BROKEN, problem));
    }
  }

  private void header(AfdEntry.Header header) {
    if (header.layout() == AfdEntry.Layout.PORTARIA_1510
        && state.name().toUpperCase(Locale.ROOT).contains("REP_")) {
      note(header.line(), "the file is of Portaria 1510, its name is of 671");
    }
    if (state.givenRep() != null) {
      return;
    }
    var known = rep;
    var number = header.rep();
    if (!NUMBER.matcher(number).matches()) {
      note(header.line(), "the header names no clock");
      if (known == null) {
        headless(header.line());
      }
      return;
    }
    // An INPI number is a program's, whose NSR begin anew for each establishment.
    rep = FABRICATION.matcher(number).matches() ? number : number + "/" + ascii(header.employer());
    if (known != null && !known.equals(rep)) {
      note(header.line(), "another clock's header: what follows is counted as that clock's");
    }
  }

  private static String ascii(String text) {
    return new String(text.getBytes(US_ASCII), US_ASCII);
  }

  private void mark(AfdEntry.Mark mark) {
    var clock = rep;
    if (clock == null) {
      headless(mark.line());
      clock = rep;
    }
    var year = mark.at().getYear();
    if (year < YEAR_MIN || year > YEAR_MAX) {
      findings.add(new Finding(mark.line(), Kind.BROKEN, "the year is not from 1980 to 2100"));
      return;
    }
    var printed = mark.offset();
    marks.add(
        new Mark(
            String.valueOf(clock),
            mark.nsr(),
            mark.line(),
            new Person(mark.naming() == AfdEntry.Naming.CPF ? "cpf" : "pis", mark.person()),
            mark.at(),
            printed == null ? mark.at().atZone(state.zone()).getOffset() : printed,
            printed != null));
  }

  private void note(long line, String rule) {
    findings.add(new Finding(line, Kind.NOTED, rule));
  }
}
