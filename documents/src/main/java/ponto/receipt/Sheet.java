package ponto.receipt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TTFSubsetter;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;

/**
 * One page of text, black on white: for receipts a narrow one, as high as what stands on it, read
 * on a phone without turning it. Its letters are at least 3 mm high and fewer than 8 to the
 * centimetre, as Annex IX of the Portaria asks of print.
 */
public final class Sheet {
  /** The height of the capitals of this size is 3 mm. */
  public static final float BODY = 12;

  /** Of what stands in a column beside its name, on a page for people at a desk. */
  private static final float FIELD = 9.5f;

  private static final float FIELD_GAP = 3;
  private static final float FINE = 6.5f;

  /** Of the width, what names of fields take. */
  private static final float NAMES = 0.34f;

  private static final float LEADING = 1.25f;

  /** The thickness of the line that makes letters bold: the one font has no bold of its own. */
  private static final float BOLD = 0.03f;

  private static final byte[] FONT = font();

  private final List<Piece> pieces = new ArrayList<>();
  private final String title;
  private final Instant made;
  private final Paper paper;

  /** What a sheet is drawn on, in points. */
  public enum Paper {
    /** 105 mm wide: a phone held upright, or a quarter of a sheet of A4. */
    PHONE(298, 0, 18),
    /** For a printer and a folder; higher only where names are of the longest. */
    A4(595, 842, 54);

    private final float width;
    private final float heightMin;
    private final float margin;

    Paper(float width, float heightMin, float margin) {
      this.width = width;
      this.heightMin = heightMin;
      this.margin = margin;
    }

    private float inner() {
      return width - 2 * margin;
    }
  }

  /** What is drawn, from the top down. */
  private sealed interface Piece {
    record Text(String text, float size, boolean bold) implements Piece {}

    record Field(String name, String text, float size) implements Piece {}

    record Gap(float height) implements Piece {}

    record Rule() implements Piece {}

    /** Text within a frame: it cannot be overlooked without colour either. */
    record Boxed(String text) implements Piece {}
  }

  /**
   * An empty sheet.
   *
   * @param made when what it says was so; the same sheet has the same bytes
   */
  public Sheet(String title, Instant made) {
    this(title, made, Paper.PHONE);
  }

  /** The same on this paper. */
  public Sheet(String title, Instant made, Paper paper) {
    this.title = title;
    this.made = made;
    this.paper = paper;
  }

  /** A heading. */
  public Sheet heading(String text) {
    pieces.add(new Piece.Text(text, 15, true));
    return this;
  }

  /** The one thing that everybody looks for. */
  public Sheet large(String text) {
    pieces.add(new Piece.Text(text, 22, true));
    return this;
  }

  /** A name and beneath it what it is. */
  public Sheet item(String name, String... values) {
    pieces.add(new Piece.Gap(6));
    pieces.add(new Piece.Text(name, BODY, true));
    return lines(values);
  }

  /** Lines of text, broken where they are too long. */
  public Sheet lines(String... values) {
    for (var value : values) {
      if (!value.isEmpty()) {
        pieces.add(new Piece.Text(value, BODY, false));
      }
    }
    return this;
  }

  /** A part's title. */
  public Sheet part(String text) {
    pieces.add(new Piece.Gap(8));
    pieces.add(new Piece.Text(text, 11, true));
    pieces.add(new Piece.Gap(2));
    return this;
  }

  /** A name, and beside it what it is. */
  public Sheet field(String name, String text) {
    pieces.add(new Piece.Field(name, text, FIELD));
    return this;
  }

  /** The same for what is copied by a machine rather than read. */
  public Sheet fine(String name, String text) {
    pieces.add(new Piece.Field(name, text, FINE));
    return this;
  }

  /** Lines that are read at a desk. */
  public Sheet prose(String text) {
    pieces.add(new Piece.Text(text, FIELD, false));
    pieces.add(new Piece.Gap(4));
    return this;
  }

  /** A line across. */
  public Sheet rule() {
    pieces.add(new Piece.Rule());
    return this;
  }

  /** A note in a frame. */
  public Sheet boxed(String text) {
    pieces.add(new Piece.Gap(8));
    pieces.add(new Piece.Boxed(text));
    return this;
  }

  /** The PDF. */
  public byte[] pdf() {
    try (var document = new PDDocument();
        var ttf = new TTFParser().parse(new RandomAccessReadBuffer(FONT))) {
      var drawing = new Drawing(PDType0Font.load(document, ttf, true), paper);
      var height = Math.max(paper.heightMin, drawing.height(pieces));
      var page = new PDPage(new PDRectangle(paper.width, height));
      document.addPage(page);
      describe(document);
      try (var stream = new PDPageContentStream(document, page)) {
        drawing.draw(pieces, stream, page.getMediaBox().getHeight() - paper.margin);
      }
      var bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void describe(PDDocument document) {
    var information = document.getDocumentInformation();
    information.setTitle(title);
    information.setProducer("Ponto");
    information.setCreationDate(GregorianCalendar.from(made.atZone(ZoneOffset.UTC)));
    var catalog = document.getDocumentCatalog();
    catalog.setLanguage("pt-BR");
    var preferences = new PDViewerPreferences(catalog.getCOSObject());
    preferences.setDisplayDocTitle(true);
    catalog.setViewerPreferences(preferences);
    document.setDocumentId(made.toEpochMilli());
  }

  /**
   * Liberation Sans (SIL Open Font License), which PDFBox carries, with the letters of the AFD and
   * no others: a tenth of it is read for each document.
   */
  private static byte[] font() {
    var name = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    try (var in = PDDocument.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("PDFBox has no " + name);
      }
      try (var whole = new TTFParser().parse(new RandomAccessReadBuffer(in))) {
        var letters = new TTFSubsetter(whole);
        letters.addAll(
            IntStream.concat(IntStream.range(0x20, 0x7f), IntStream.range(0xa0, 0x100))
                .boxed()
                .collect(Collectors.toSet()));
        var bytes = new ByteArrayOutputStream();
        letters.writeToStream(bytes);
        return bytes.toByteArray();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts pieces on a page with one font. */
  private record Drawing(PDType0Font font, Paper paper) {
    private static final float PADDING = 6;

    float height(List<Piece> pieces) throws IOException {
      var height = 2 * paper.margin;
      for (var piece : pieces) {
        height += height(piece);
      }
      return height;
    }

    private float height(Piece piece) throws IOException {
      return switch (piece) {
        case Piece.Text(var text, var size, _) ->
            broken(text, size, paper.inner()).size() * size * LEADING;
        case Piece.Field(var name, var text, var size) ->
            FIELD_GAP
                + Math.max(
                    broken(name, FIELD, names()).size() * FIELD * LEADING,
                    broken(text, size, values()).size() * size * LEADING);
        case Piece.Gap(var height) -> height;
        case Piece.Rule _ -> 10;
        case Piece.Boxed(var text) ->
            broken(text, BODY, paper.inner() - 2 * PADDING).size() * BODY * LEADING + 2 * PADDING;
      };
    }

    void draw(List<Piece> pieces, PDPageContentStream page, float top) throws IOException {
      var y = top;
      for (var piece : pieces) {
        switch (piece) {
          case Piece.Text(var text, var size, var bold) ->
              write(page, broken(text, size, paper.inner()), size, bold, paper.margin, y);
          case Piece.Field(var name, var text, var size) -> {
            write(page, broken(name, FIELD, names()), FIELD, true, paper.margin, y);
            var left = paper.margin + paper.inner() * NAMES;
            write(page, broken(text, size, values()), size, false, left, y);
          }
          case Piece.Gap _ -> {}
          case Piece.Rule _ -> {
            page.setLineWidth(1);
            page.moveTo(paper.margin, y - 6);
            page.lineTo(paper.width - paper.margin, y - 6);
            page.stroke();
          }
          case Piece.Boxed(var text) -> {
            page.setLineWidth(1.5f);
            page.addRect(paper.margin, y - height(piece), paper.inner(), height(piece));
            page.stroke();
            var lines = broken(text, BODY, paper.inner() - 2 * PADDING);
            write(page, lines, BODY, true, paper.margin + PADDING, y - PADDING);
          }
        }
        y -= height(piece);
      }
    }

    private float names() {
      return paper.inner() * NAMES - PADDING;
    }

    private float values() {
      return paper.inner() * (1 - NAMES);
    }

    private void write(
        PDPageContentStream page, List<String> lines, float size, boolean bold, float x, float top)
        throws IOException {
      page.beginText();
      page.setFont(font, size);
      page.setLeading(size * LEADING);
      page.setRenderingMode(bold ? RenderingMode.FILL_STROKE : RenderingMode.FILL);
      page.setLineWidth(size * BOLD);
      page.newLineAtOffset(x, top - size);
      for (var line : lines) {
        page.showText(line);
        page.newLine();
      }
      page.endText();
    }

    /** Breaks between words; a word that is too long for a line, anywhere. */
    private List<String> broken(String text, float size, float width) throws IOException {
      var lines = new ArrayList<String>();
      var line = "";
      for (var word : printable(text).split(" +", -1)) {
        var longer = line.isEmpty() ? word : line + " " + word;
        if (fits(longer, size, width)) {
          line = longer;
          continue;
        }
        if (!line.isEmpty()) {
          lines.add(line);
        }
        line = word;
        while (!fits(line, size, width)) {
          var end = line.length() - 1;
          while (!fits(line.substring(0, end), size, width)) {
            end--;
          }
          lines.add(line.substring(0, end));
          line = line.substring(end);
        }
      }
      lines.add(line);
      return lines;
    }

    private boolean fits(String text, float size, float width) throws IOException {
      return font.getStringWidth(text) / 1000 * size <= width;
    }

    /** What the font has no glyph for is shown as a question mark. */
    private String printable(String text) {
      var shown = new StringBuilder(text.length());
      text.codePoints().forEach(point -> shown.appendCodePoint(has(point) ? point : '?'));
      return shown.toString();
    }

    private boolean has(int point) {
      try {
        font.encode(Character.toString(point));
        return true;
      } catch (IllegalArgumentException | IOException e) {
        return false;
      }
    }
  }
}
