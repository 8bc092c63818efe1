package ponto.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads an Arquivo Fonte de Dados once, from beginning to end, whatever it is made of, and tells
 * what is wrong with it.
 */
public final class AfdVerifier {
  private static final String SIGNATURE = "ASSINATURA_DIGITAL_EM_ARQUIVO_P7S";
  private static final int SIGNATURE_LENGTH = 100;
  private static final String NINES = "999999999";
  private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final Pattern NAME = Pattern.compile("AFD(.+)REP_([PCA]).*\\.txt");

  private enum Place {
    BEGINNING,
    RECORDS,
    TRAILED,
    SIGNED
  }

  private final String name;
  private final Consumer<Finding> heard;
  private final Line line = new Line();
  private final List<String> remarks = new ArrayList<>();
  private Place place = Place.BEGINNING;
  private Portaria portaria = Portaria.MTP_671;
  private Records records;
  private Period period = Period.UNKNOWN;
  private String version = "";

  /** Findings from before it was known what the file is. */
  private long before;

  private AfdVerifier(String name, Consumer<Finding> heard) {
    this.name = name;
    this.heard = heard;
    this.records = new Records(portaria, '?', heard);
  }

  /**
   * Reads the file to its end.
   *
   * @param name the file's name, without its folder
   * @param heard is told each finding at once, in the order of lines; those of the whole come last
   */
  public static Verdict read(InputStream in, String name, Consumer<Finding> heard)
      throws IOException {
    return new AfdVerifier(name, heard).read(in);
  }

  private Verdict read(InputStream in) throws IOException {
    var reader = new LineReader(in);
    if (reader.skips(BOM)) {
      records.tell(new Finding(1, 0, 0, Rule.BOM, "the file begins with a byte order mark"));
    }
    while (reader.next(line)) {
      if (line.number() == 1) {
        recognise();
      }
      ending();
      look();
    }
    finish();
    return new Verdict(what(), line.number(), records.count(), findings(), remarks);
  }

  private long findings() {
    return before + records.findings();
  }

  private void recognise() {
    before = records.findings();
    portaria = Portaria.of(line);
    var named = NAME.matcher(name);
    records = new Records(portaria, named.matches() ? named.group(2).charAt(0) : '?', heard);
    if (portaria == Portaria.MTP_671) {
      return;
    }
    if (named.matches()) {
      records.tell(
          line, 0, Rule.LAYOUT_1510, "the file has the layout of Portaria 1510 and a name of 671");
    }
    remarks.add("layout of Portaria 1510, not of 671: no hashes, no signature line");
  }

  private void ending() {
    switch (line.end()) {
      case CR_LF -> {}
      case LF -> records.tell(line, 0, Rule.LINE_END, "the line ends with LF, without CR");
      case NOTHING -> records.tell(line, 0, Rule.LINE_END, "the line has no end");
    }
  }

  private void look() {
    if (line.length() == 0) {
      records.tell(line, 0, Rule.EMPTY_LINE, "the line is empty");
      return;
    }
    if (place == Place.SIGNED) {
      records.tell(line, 0, Rule.AFTER_END, "there is a line after the signature line");
      return;
    }
    if (line.startsWith("ASSINATURA")) {
      signatureLine();
    } else if (isTrailer()) {
      trailer();
    } else if (line.startsWith("0000000001")) {
      header();
    } else if (place == Place.TRAILED && !isRecord()) {
      records.tell(line, 0, Rule.SIGNATURE_LINE, "the line after the trailer is not " + SIGNATURE);
    } else {
      record();
    }
  }

  private boolean isRecord() {
    return portaria.layout(line.type(), line.length()) != null;
  }

  private boolean isTrailer() {
    return line.startsWith(NINES) && (line.type() < '2' || line.type() == '9' || !isRecord());
  }

  private void record() {
    if (place == Place.BEGINNING) {
      records.tell(line, 0, Rule.HEADER, "the file does not begin with a header");
    } else if (place == Place.TRAILED) {
      records.tell(line, 0, Rule.ORDER, "there is a record after the trailer");
    }
    if (place == Place.BEGINNING) {
      place = Place.RECORDS;
    }
    var seen = records.findings();
    records.look(line);
    var isSound = records.findings() == seen;
    if (isSound && portaria == Portaria.MTP_671 && !period.covers(line)) {
      records.tell(line, 3, Rule.PERIOD, "the record is outside the period of the header");
    }
  }

  private void header() {
    if (place != Place.BEGINNING) {
      records.tell(line, 0, Rule.ORDER, "there is a second header");
    }
    var isFirst = place == Place.BEGINNING;
    place = Place.RECORDS;
    var layout = records.fitting(line, '1');
    if (layout == null) {
      return;
    }
    var seen = records.findings();
    if (portaria == Portaria.MTP_671) {
      version = line.text(250, 253);
      if (version.equals("003")) {
        records.allowOnlyDigits();
      }
      model();
    }
    records.fields(line, layout);
    if (!isFirst || portaria != Portaria.MTP_671) {
      return;
    }
    named();
    if (records.findings() == seen) {
      period = Period.of(line);
      if (!period.isForward()) {
        records.tell(line, 9, Rule.PERIOD, "the last date is before the first");
        period = Period.UNKNOWN;
      }
    }
  }

  /** Only a REP-C has a model. */
  private void model() {
    var hasModel = !Digits.areSpaces(line.bytes, 268, 298);
    if (hasModel && (records.rep() == 'P' || records.rep() == 'A')) {
      records.tell(line, 14, Rule.FIELD, "a REP-" + records.rep() + " has no model");
    } else if (hasModel) {
      records.isOf('C');
    }
  }

  private void named() {
    var named = NAME.matcher(name);
    if (!named.matches()) {
      remarks.add("the file is not named as the norm says: AFD, REP, employer, REP_P, .txt");
    } else if (!named.group(1).equals(line.text(189, 206) + line.text(11, 25))) {
      records.tell(
          line, 0, Rule.FILE_NAME, "the name has not the header's number of the REP and employer");
    }
  }

  private void trailer() {
    if (place == Place.TRAILED) {
      records.tell(line, 0, Rule.ORDER, "there is a second trailer");
    }
    if (place == Place.BEGINNING) {
      records.tell(line, 0, Rule.HEADER, "the file does not begin with a header");
    }
    place = Place.TRAILED;
    var layout = records.fitting(line, '9');
    if (layout == null) {
      return;
    }
    if (line.bytes[layout.length() - 1] != '9') {
      records.tell(line, layout.fieldCount(), Rule.TRAILER, "the last column is not 9");
    }
    // Between the nines and the type: as many counts as the layout has.
    for (var index = 1; index < layout.fieldCount() - 1; index++) {
      var type = portaria.counted().charAt(index - 1);
      var field = layout.field(index);
      var said = Digits.count(line.bytes, field.from(), field.to());
      if (said != records.count(type)) {
        records.tell(
            line,
            field.number(),
            Rule.TRAILER,
            "%s records of type %s are counted, there are %d"
                .formatted(said < 0 ? "no" : Long.toString(said), type, records.count(type)));
      }
    }
  }

  private void signatureLine() {
    if (place != Place.TRAILED) {
      records.tell(line, 0, Rule.TRAILER, "there is no trailer before the signature line");
    }
    place = Place.SIGNED;
    var isRight =
        line.length() == SIGNATURE_LENGTH
            && line.startsWith(SIGNATURE)
            && Digits.areSpaces(line.bytes, SIGNATURE.length(), SIGNATURE_LENGTH);
    if (!isRight) {
      records.tell(
          line, 0, Rule.SIGNATURE_LINE, "the line is not " + SIGNATURE + " and spaces to 100");
    }
  }

  private void finish() {
    if (place == Place.BEGINNING) {
      records.tell(Finding.whole(Rule.UNREADABLE, "the file holds no record"));
    } else if (place == Place.RECORDS) {
      records.tell(Finding.whole(Rule.TRAILER, "there is no trailer: the file was cut off"));
    } else if (place == Place.TRAILED && portaria == Portaria.MTP_671) {
      records.tell(Finding.whole(Rule.SIGNATURE_LINE, "the signature line is missing"));
    }
    if (records.firstNsr() > 1) {
      remarks.add(
          "partial: it begins with NSR "
              + records.firstNsr()
              + "; what the first punch chains to is not in the file");
    }
    var reading = records.chain().reading();
    if (reading != null) {
      remarks.add(reading);
    }
    if (records.checksum() == Checksum.CCITT_FALSE) {
      remarks.add("CRC-16/CCITT-FALSE, as clocks of the INMETRO's time have it");
    }
  }

  private String what() {
    if (portaria == Portaria.MTE_1510) {
      return "AFD of Portaria 1510";
    }
    var rep = Character.isLetter(records.rep()) ? ", REP-" + records.rep() : "";
    return "AFD" + (version.matches("00[34]") ? " " + version : "") + rep;
  }
}
