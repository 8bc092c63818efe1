package ponto.verify;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the records of one REP, one after the other: columns, contents, checksum, chain, NSR.
 */
final class Records {
  /** What stands in a trailer where others have their NSR. */
  private static final long TRAILER = 999_999_999;

  private final Portaria portaria;

  private final Consumer<Finding> heard;
  private final Chain chain = new Chain();
  private final long[] counts = new long[8];
  private char rep;
  private boolean onlyDigits;
  private long first;
  private long highest;
  private long previous;
  private long findings;

  /** The line that was turned from UTF-8: what its checksum covers is not known. */
  private long transcoded;

  private @Nullable Checksum checksum;
  private HexCase crcCase = HexCase.NONE;

  /**
   * @param rep P, C or A; another character while it is not known
   */
  Records(Portaria portaria, char rep, Consumer<Finding> heard) {
    this.portaria = portaria;
    this.rep = rep;
    this.heard = heard;
  }

  /** From here on companies have numbers of digits only: layout 003. */
  void allowOnlyDigits() {
    onlyDigits = true;
  }

  void isOf(char kind) {
    rep = kind;
  }

  char rep() {
    return rep;
  }

  Chain chain() {
    return chain;
  }

  @Nullable Checksum checksum() {
    return checksum;
  }

  long findings() {
    return findings;
  }

  /** The first NSR; 0 before there is one. */
  long firstNsr() {
    return first;
  }

  long lastNsr() {
    return highest;
  }

  /** How many lines of this type there were, well formed or not. */
  long count(char type) {
    return counts[type - '0'];
  }

  long count() {
    var sum = 0L;
    for (var type : portaria.counted().toCharArray()) {
      sum += count(type);
    }
    return sum;
  }

  /** Looks at a record with an NSR. */
  void look(Line line) {
    var type = line.type();
    if (portaria.counted().indexOf(type) < 0) {
      tell(line, 2, Rule.TYPE, "there is no record of this type" + among(type));
      sequence(line);
      return;
    }
    counts[type - '0']++;
    suits(line, type);
    var layout = fitting(line, type);
    sequence(line);
    if (layout == null) {
      if (type == '7') {
        chain.lose();
      }
      return;
    }
    fields(line, layout);
    if (type == '7') {
      link(line);
    }
  }

  /** Looks at the fields and the checksum of any line that has these columns. */
  void fields(Line line, Layout layout) {
    for (var index = 0; index < layout.fieldCount(); index++) {
      var field = layout.field(index);
      var fault = field.form().fault(line.bytes, field.from(), field.to());
      if (fault != null) {
        contents(line, field, fault);
      } else if (onlyDigits && field.form() == Form.COMPANY && hasLetter(line, field)) {
        tell(line, field.number(), Rule.COMPANY, "layout 003 has no letters in " + field.name());
      }
    }
    if (layout.hasCrc() && !isTranscoded(line)) {
      crc(line, layout);
    }
    if (portaria == Portaria.MTP_671 && layout.type() == '6' && rep == 'P') {
      event(line);
    }
  }

  /**
   * The layout of the line, turned from UTF-8 where only that makes it fit; null when it has none.
   */
  @Nullable Layout fitting(Line line, char type) {
    transcoded = 0;
    var layout = portaria.layout(type, line.length());
    if (layout != null) {
      return layout;
    }
    var latin = line.fromUtf8();
    if (latin != null) {
      var meant = portaria.layout(type, latin.length);
      if (meant != null) {
        tell(line, 0, Rule.ENCODING, "the line is UTF-8: it has " + line.length() + " bytes");
        line.replace(latin);
        transcoded = line.number();
        return meant;
      }
    }
    tell(
        line,
        0,
        Rule.LENGTH,
        String.format(
            Locale.ROOT,
            "%d bytes, not %s, which is the length of type %c",
            line.length(),
            portaria.lengths(type),
            type));
    if (line.has((byte) 0)) {
      tell(line, 0, Rule.NUL, "the line has a NUL");
    }
    return null;
  }

  private boolean isTranscoded(Line line) {
    return transcoded == line.number();
  }

  void tell(Line line, int field, Rule rule, String said) {
    var nsr = line.nsr();
    tell(new Finding(line.number(), nsr == TRAILER ? 0 : nsr, field, rule, said));
  }

  void tell(Finding finding) {
    findings++;
    heard.accept(finding);
  }

  private static String among(char type) {
    return type > ' ' && type < 0x7f ? ": " + type : "";
  }

  private void suits(Line line, char type) {
    if (portaria != Portaria.MTP_671) {
      return;
    }
    var isWrong = type == '7' ? rep == 'C' || rep == 'A' : type == '3' && rep == 'P';
    if (isWrong) {
      tell(line, 2, Rule.TYPE, "a REP-" + rep + " writes no record of type " + type);
    } else if (type == '7') {
      rep = 'P';
    }
  }

  private void sequence(Line line) {
    var nsr = line.nsr();
    if (nsr == 0) {
      if (portaria.layout(line.type(), line.length()) != null) {
        tell(line, 1, Rule.FIELD, "there is no NSR 0: it begins with 1");
      }
      return;
    }
    if (first == 0) {
      first = nsr;
    } else if (nsr == previous) {
      tell(line, 1, Rule.NSR_REPEATED, "NSR " + nsr + " stands twice");
    } else if (nsr < highest) {
      tell(line, 1, Rule.ORDER, "NSR " + nsr + " comes after " + highest);
    } else if (nsr == highest + 2) {
      tell(line, 1, Rule.NSR_GAP, "NSR " + (highest + 1) + " is missing");
    } else if (nsr > highest + 1) {
      tell(line, 1, Rule.NSR_GAP, "NSR " + (highest + 1) + " to " + (nsr - 1) + " are missing");
    }
    previous = nsr;
    highest = Math.max(highest, nsr);
  }

  private void contents(Line line, Layout.Field field, Form.Fault fault) {
    for (var at = field.from(); at < field.to(); at++) {
      if (line.bytes[at] == 0) {
        tell(line, field.number(), Rule.NUL, field.name() + " has a NUL");
        return;
      }
    }
    tell(line, field.number(), fault.rule, field.name() + " " + fault.said);
  }

  private static boolean hasLetter(Line line, Layout.Field field) {
    for (var at = field.from(); at < field.to(); at++) {
      if (line.bytes[at] >= 'A') {
        return true;
      }
    }
    return false;
  }

  private void event(Line line) {
    if (!line.is("02", 34) && !line.is("07", 34) && !line.is("08", 34)) {
      tell(line, 4, Rule.FIELD, "event is none of a REP-P: 02, 07 and 08 are");
    }
  }

  private void crc(Line line, Layout layout) {
    var from = layout.crcFrom();
    var field = layout.fieldCount();
    if (!HexCase.isHex(line.bytes, from, from + 4)) {
      tell(line, field, Rule.CRC, "CRC-16 is not four hexadecimal digits");
      return;
    }
    var printed = 0;
    for (var at = from; at < from + 4; at++) {
      printed = printed << 4 | HexCase.digit(line.bytes[at]);
    }
    if (!holds(line, from, printed)) {
      var expected = (checksum == null ? Checksum.KERMIT : checksum).of(line.bytes, from);
      tell(
          line,
          field,
          Rule.CRC,
          String.format(Locale.ROOT, "CRC-16 is %04X, the line gives %04X", printed, expected));
    }
    var seen = HexCase.of(line.bytes, from, from + 4);
    if (seen == HexCase.MIXED) {
      tell(line, field, Rule.CRC, "CRC-16 is in mixed case");
    } else if (crcCase == HexCase.NONE) {
      crcCase = seen;
    } else if (seen != HexCase.NONE && seen != crcCase) {
      tell(line, field, Rule.CRC, "CRC-16 is not in the case of those before it");
    }
  }

  /** REP-A and REP-P have one CRC; an older REP-C may have the other, and keeps to it. */
  private boolean holds(Line line, int from, int printed) {
    if (checksum != null) {
      return checksum.of(line.bytes, from) == printed;
    }
    for (var tried : Checksum.values()) {
      var allowed = tried == Checksum.KERMIT || (rep != 'P' && rep != 'A');
      if (allowed && tried.of(line.bytes, from) == printed) {
        checksum = tried;
        return true;
      }
    }
    return false;
  }

  private void link(Line line) {
    var bytes = line.bytes;
    if (!HexCase.isHex(bytes, Chain.COVERED, Chain.COVERED + Chain.HASH_LENGTH)) {
      tell(line, 8, Rule.CHAIN, "hash is not 64 hexadecimal digits");
      chain.lose();
      return;
    }
    if (!chain.keepsCase(bytes)) {
      tell(line, 8, Rule.HASH_CASE, "hash is not in the case of the first one");
    }
    if (chain.next(bytes, first == 1) == Chain.Link.BROKEN) {
      tell(line, 8, Rule.CHAIN, "hash is not that of columns 1 to 73 and the punch before");
    }
  }
}
