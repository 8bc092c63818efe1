package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ponto.staff.CsvText;

/** A CSV file of workers on this machine: its encoding, its lines, and what stands in it twice. */
final class WorkersFile {
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /** Seen as progress, and short as a transaction. */
  private static final int PIECE_LINES_MAX = 500;

  /** A body has 256 KiB, and a character takes at most three bytes. */
  private static final int PIECE_CHARS_MAX = 80_000;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  /** What only one worker may have; told here, because a dry run sees one piece at a time. */
  private static final List<String> UNIQUE = List.of("cpf", "registration", "badge", "pis");

  private final Path file;
  private final Charset charset;
  private final String header;
  private final long headerLine;
  private long lines;

  private WorkersFile(Path file, Charset charset, String header, long headerLine) {
    this.file = file;
    this.charset = charset;
    this.header = header;
    this.headerLine = headerLine;
  }

  /** A line that says of another worker what one before it said of one. */
  record Repeat(long line, String what) {}

  /** Some lines with the number of the first of them. */
  interface Piece {
    void take(String header, long first, List<String> lines);
  }

  /** Looks through the file once. */
  static WorkersFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new Refusal(file + " is no file that can be read");
    }
    refuseUtf16(file);
    var charset = UTF_8;
    WorkersFile read;
    try {
      read = withHeader(file, charset);
      read.lines = read.count();
    } catch (CharacterCodingException notUtf8) {
      charset = WINDOWS;
      try {
        read = withHeader(file, charset);
        read.lines = read.count();
      } catch (IOException e) {
        throw new Refusal(
            file + " is neither UTF-8 nor Windows-1252: save it as CSV UTF-8 and try again");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (read.lines == 0) {
      throw new Refusal(file + " has no line below its header: nothing to import");
    }
    return read;
  }

  private static void refuseUtf16(Path file) {
    try (var in = Files.newInputStream(file)) {
      var first = in.readNBytes(4);
      for (var i = 0; i < first.length; i++) {
        if (first[i] == 0 || (first[i] & 0xff) == 0xff) {
          throw new Refusal(file + " is UTF-16 or no text: save it as CSV UTF-8 and try again");
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static WorkersFile withHeader(Path file, Charset charset) throws IOException {
    try (var reader = reader(file, charset)) {
      var number = 0L;
      String line;
      while ((line = reader.readLine()) != null) {
        number++;
        var text = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
        if (!text.isBlank()) {
          return new WorkersFile(file, charset, text, number);
        }
      }
      throw new Refusal(file + " is empty");
    }
  }

  private static BufferedReader reader(Path file, Charset charset) throws IOException {
    var decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    return new BufferedReader(new InputStreamReader(Files.newInputStream(file), decoder));
  }

  /** How many lines say something below the header. */
  long lines() {
    return lines;
  }

  Charset charset() {
    return charset;
  }

  /** Hands out the lines, piece by piece. */
  void pieces(Piece to) {
    var piece = new ArrayList<String>();
    var first = new long[] {headerLine + 1};
    var chars = new int[1];
    try {
      each((number, line) -> {
        if (piece.size() == PIECE_LINES_MAX
            || (!piece.isEmpty() && chars[0] + line.length() > PIECE_CHARS_MAX)) {
          to.take(header, first[0], List.copyOf(piece));
          piece.clear();
          chars[0] = 0;
          first[0] = number;
        }
        piece.add(line);
        chars[0] += line.length() + 1;
      });
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (piece.stream().anyMatch(line -> !line.isBlank())) {
      to.take(header, first[0], piece);
    }
  }

  /** Who and what stands in the file twice. */
  List<Repeat> repeats() {
    var repeats = new ArrayList<Repeat>();
    if (!(CsvText.of(header) instanceof CsvText.Header.Good(var csv))) {
      return repeats; // The clock tells what is wrong with the header.
    }
    Map<String, Long> seen = new HashMap<>();
    try {
      each((number, line) -> {
        if (!line.isBlank() && csv.row(line) instanceof CsvText.Row.Cells cells) {
          for (var column : UNIQUE) {
            var value = cells.field(column);
            var before = value == null ? null : seen.putIfAbsent(column + " " + value, number);
            if (before != null) {
              repeats.add(
                  new Repeat(
                      number,
                      column
                          + ": the same as in line "
                          + before
                          + ". Keep one line for each worker, and one worker for each "
                          + column
                          + "."));
            }
          }
        }
      });
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return repeats;
  }

  /** Something done with a line and its number. */
  private interface Look {
    void at(long number, String line);
  }

  private void each(Look look) throws IOException {
    try (var reader = reader(file, charset)) {
      var number = 0L;
      String line;
      while ((line = reader.readLine()) != null) {
        if (++number > headerLine) {
          look.at(number, line);
        }
      }
    }
  }

  private long count() throws IOException {
    var count = new long[1];
    each((_, line) -> {
      if (!line.isBlank()) {
        count[0]++;
      }
    });
    return count[0];
  }

  private static Refusal unreadable(Path file, IOException e) {
    return new Refusal(file + " cannot be read: " + e.getMessage());
  }
}
