package ponto.afd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import ponto.afd.AfdEntry.Broken;
import ponto.afd.AfdEntry.Header;
import ponto.afd.AfdEntry.Layout;
import ponto.afd.AfdEntry.Mark;
import ponto.afd.AfdEntry.Naming;
import ponto.afd.AfdEntry.Noted;
import ponto.afd.AfdEntry.Other;

/**
 * Reads the AFD of any clock, of Portaria 671 (003, 004) or 1510 with its INMETRO variants, line by
 * line. What a line is follows from its type and length, never from the file's name; a broken line
 * loses no other. Reads one file.
 */
public final class AfdReader {
  /** Longer than any record of any layout; what is beyond is not kept. */
  private static final int LINE_BYTES_MAX = 1_024;

  /** Record types by length: of 671, then of 1510 without and with the INMETRO checksum. */
  private static final Map<Integer, Set<Integer>> LENGTHS =
      Map.of(
          1, Set.of(302, 232, 236),
          2, Set.of(331, 299, 317),
          3, Set.of(50, 34, 38),
          4, Set.of(73, 34, 49),
          5, Set.of(118, 87, 106),
          6, Set.of(36, 24),
          7, Set.of(137));

  private static final Set<Integer> CHECKED_671 = Set.of(302, 331, 50, 73, 118);
  private static final Set<Integer> CHECKED_INMETRO = Set.of(236, 317, 38, 49, 106);
  private static final String SIGNATURE = "ASSINATURA_DIGITAL_EM_ARQUIVO_P7S";
  private static final int TRAILER_LENGTH = 64;
  private static final int TRAILER_1510_LENGTH = 46;

  private static final Pattern CPF = Pattern.compile("[0-9]{11}");

  private final Consumer<AfdEntry> found;
  private long number;
  private long lastNsr;
  private boolean ended;
  private boolean bareLineFeed;

  private AfdReader(Place from, Consumer<AfdEntry> found) {
    this.found = found;
    number = from.line();
    lastNsr = from.lastNsr();
    ended = from.ended();
    bareLineFeed = from.bareLineFeed();
  }

  /**
   * How far a file is read that comes in pieces.
   *
   * @param line of the last line read
   * @param lastNsr the highest so far
   * @param ended whether the trailer was seen
   * @param bareLineFeed whether it was said that lines end with LF alone
   */
  public record Place(long line, long lastNsr, boolean ended, boolean bareLineFeed) {
    public static final Place START = new Place(0, 0, false, false);
  }

  /** Reads to the end, in constant memory; everything found is told in the order of the lines. */
  public static void read(InputStream in, Consumer<AfdEntry> found) throws IOException {
    readPiece(in, Place.START, true, found);
  }

  /** Reads a piece that ends where a line does, or the last one; answers where the next begins. */
  public static Place readPiece(InputStream in, Place from, boolean last, Consumer<AfdEntry> found)
      throws IOException {
    var reader = new AfdReader(from, found);
    reader.lines(new BufferedInputStream(in));
    if (last && !reader.ended) {
      found.accept(new Noted(reader.number, "the file ends without a trailer: it may be cut off"));
    }
    return new Place(reader.number, reader.lastNsr, reader.ended, reader.bareLineFeed);
  }

  private void lines(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    var length = 0L;
    for (var value = in.read(); value >= 0; value = in.read()) {
      if (value != '\n') {
        length++;
        if (line.size() < LINE_BYTES_MAX) {
          line.write(value);
        }
        continue;
      }
      var bytes = line.toByteArray();
      var carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
      number++;
      if (!carriageReturn && length <= LINE_BYTES_MAX && !bareLineFeed) {
        bareLineFeed = true;
        found.accept(new Noted(number, "the line ends with LF alone, not CR LF"));
      }
      line(new String(bytes, 0, bytes.length - (carriageReturn ? 1 : 0), ISO_8859_1));
      line.reset();
      length = 0;
    }
    if (length > 0) {
      number++;
      found.accept(new Noted(number, "the last line has no end"));
      line(line.toString(ISO_8859_1));
    }
  }

  private void line(String raw) {
    var text = raw;
    if (number == 1 && text.startsWith("\u00ef\u00bb\u00bf")) {
      found.accept(new Noted(number, "the file begins with a byte order mark"));
      text = text.substring(3);
    }
    if (text.isEmpty()) {
      found.accept(new Noted(number, "the line is empty"));
      return;
    }
    try {
      found.accept(entry(text));
    } catch (DateTimeException e) {
      found.accept(new Broken(number, "there is no such day, time or offset"));
    } catch (IllegalArgumentException e) {
      found.accept(new Broken(number, String.valueOf(e.getMessage())));
    }
  }

  private AfdEntry entry(String given) {
    require(given.indexOf('\0') < 0, "the line holds a NUL");
    if (given.stripTrailing().equals(SIGNATURE)) {
      return new Other(number, 0);
    }
    if ((given.length() == TRAILER_LENGTH || given.length() == TRAILER_1510_LENGTH)
        && given.startsWith("999999999")
        && given.endsWith("9")) {
      ended = true;
      return new Other(number, 9);
    }
    require(given.length() > 10, "the line is too short for any record");
    var type = given.charAt(9) - '0';
    var lengths = LENGTHS.getOrDefault(type, Set.of());
    require(!lengths.isEmpty(), "there is no record of this type");
    var text = inOneByte(given, lengths);
    require(
        lengths.contains(text.length()),
        "a record of type " + type + " has no " + text.length() + " characters");
    checkSum(type, text);
    if (type == 1) {
      return header(text);
    }
    var nsr = digits(text, 0, 9);
    if (nsr <= lastNsr) {
      found.accept(new Noted(number, "NSR " + nsr + " comes after " + lastNsr));
    }
    lastNsr = Math.max(lastNsr, nsr);
    return switch (type) {
      case 3 -> text.length() == 50 ? newMark(text, nsr) : oldMark(text, nsr);
      case 7 -> newMark(text, nsr);
      default -> new Other(number, type);
    };
  }

  /** Undoes UTF-8, which makes a line longer by each accent. */
  private String inOneByte(String given, Set<Integer> lengths) {
    if (lengths.contains(given.length())) {
      return given;
    }
    var decoded = new String(given.getBytes(ISO_8859_1), UTF_8);
    if (!lengths.contains(decoded.length()) || decoded.indexOf('\ufffd') >= 0) {
      return given;
    }
    found.accept(new Noted(number, "the line is in UTF-8, not ISO-8859-1"));
    return decoded;
  }

  private AfdEntry header(String text) {
    var layout = text.length() == 302 ? Layout.PORTARIA_671 : Layout.PORTARIA_1510;
    var rep = layout == Layout.PORTARIA_671 ? text.substring(189, 206) : text.substring(187, 204);
    return new Header(number, layout, text.substring(11, 25).strip(), rep.strip());
  }

  private AfdEntry newMark(String text, long nsr) {
    var at = LocalDateTime.parse(text.substring(10, 29));
    var offset = ZoneOffset.of(text.substring(29, 34));
    var cpf = text.substring(34, 46).strip();
    var person = cpf.length() == 12 && cpf.startsWith("0") ? cpf.substring(1) : cpf;
    require(isCpf(person), "the CPF's check digits are wrong");
    return new Mark(number, nsr, at, offset, Naming.CPF, person);
  }

  private AfdEntry oldMark(String text, long nsr) {
    var at =
        LocalDateTime.of(
            (int) digits(text, 14, 18),
            (int) digits(text, 12, 14),
            (int) digits(text, 10, 12),
            (int) digits(text, 18, 20),
            (int) digits(text, 20, 22));
    digits(text, 22, 34);
    // Without a PIS the column holds 9 and the CPF.
    var pis = text.substring(22, 34);
    return pis.startsWith("9") && isCpf(pis.substring(1))
        ? new Mark(number, nsr, at, null, Naming.CPF, pis.substring(1))
        : new Mark(number, nsr, at, null, Naming.PIS, pis);
  }

  /** REP-A and REP-P use KERMIT, REP-C of the INMETRO years another start and no reflection. */
  private static void checkSum(int type, String text) {
    var length = text.length();
    var old = CHECKED_INMETRO.contains(length);
    if (!old && !(type <= 5 && CHECKED_671.contains(length))) {
      return;
    }
    var covered = text.substring(0, length - 4).getBytes(ISO_8859_1);
    var printed = hex(text, length - 4);
    require(
        printed == Crc16.kermit(covered) || printed == Crc16.ccittFalse(covered),
        "the checksum is not the line's");
  }

  /** The last characters as hexadecimal digits of either case; -1 where one is none. */
  private static int hex(String text, int from) {
    var value = 0;
    for (var i = from; i < text.length(); i++) {
      var digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      value = 16 * value + digit;
    }
    return value;
  }

  private static long digits(String text, int from, int to) {
    for (var i = from; i < to; i++) {
      require(
          text.charAt(i) >= '0' && text.charAt(i) <= '9',
          "columns " + (from + 1) + " to " + to + " are not digits");
    }
    return Long.parseLong(text, from, to, 10);
  }

  private static boolean isCpf(String text) {
    return CPF.matcher(text).matches()
        && text.chars().anyMatch(digit -> digit != text.charAt(0))
        && checkDigit(text, 9) == text.charAt(9)
        && checkDigit(text, 10) == text.charAt(10);
  }

  private static char checkDigit(String cpf, int count) {
    var sum = 0;
    for (var i = 0; i < count; i++) {
      sum += (cpf.charAt(i) - '0') * (count + 1 - i);
    }
    return (char) ('0' + (sum % 11 < 2 ? 0 : 11 - sum % 11));
  }

  private static void require(boolean right, String problem) {
    if (!right) {
      throw new IllegalArgumentException(problem);
    }
  }
}
