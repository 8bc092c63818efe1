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
 * One narrow page of text, black on white, as high as what stands on it: read on a phone without
 * turning it. Its letters are at least 3 mm high and fewer than 8 to the centimetre, as Annex IX of
 * the Portaria asks of print.
 */
public final class Sheet {
  /** The height of the capitals of this size is 3 mm. */
  public static final float BODY = 12;

  /** 105 mm: a phone held upright, or a quarter of a sheet of A4. */
  private static final float WIDTH = 298;

  private static final float MARGIN = 18;
  private static final float LEADING = 1.25f;

  /** The thickness of the line that makes letters bold: the one font has no bold of its own. */
  private static final float BOLD = 0.03f;

  private static final byte[] FONT = font();

  private final List<Piece> pieces = new ArrayList<>();
  private final String title;
  private final Instant made;

  /** What is drawn, from the top down. */
  private sealed interface Piece {
    record Text(String text, float size, boolean bold) implements Piece {}

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
    this.title = title;
    this.made = made;
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
      var drawing = new Drawing(PDType0Font.load(document, ttf, true));
      var page = new PDPage(new PDRectangle(WIDTH, drawing.height(pieces)));
      document.addPage(page);
      describe(document);
      try (var stream = new PDPageContentStream(document, page)) {
        drawing.draw(pieces, stream, page.getMediaBox().getHeight() - MARGIN);
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
  private record Drawing(PDType0Font font) {
    private static final float INNER = WIDTH - 2 * MARGIN;
    private static final float PADDING = 6;

    float height(List<Piece> pieces) throws IOException {
      var height = 2 * MARGIN;
      for (var piece : pieces) {
        height += height(piece);
      }
      return height;
    }

    private float height(Piece piece) throws IOException {
      return switch (piece) {
        case Piece.Text(var text, var size, _) -> broken(text, size, INNER).size() * size * LEADING;
        case Piece.Gap(var height) -> height;
        case Piece.Rule _ -> 10;
        case Piece.Boxed(var text) ->
            broken(text, BODY, INNER - 2 * PADDING).size() * BODY * LEADING + 2 * PADDING;
      };
    }

    void draw(List<Piece> pieces, PDPageContentStream page, float top) throws IOException {
      var y = top;
      for (var piece : pieces) {
        switch (piece) {
          case Piece.Text(var text, var size, var bold) ->
              write(page, broken(text, size, INNER), size, bold, MARGIN, y);
          case Piece.Gap _ -> {}
          case Piece.Rule _ -> {
            page.setLineWidth(1);
            page.moveTo(MARGIN, y - 6);
            page.lineTo(WIDTH - MARGIN, y - 6);
            page.stroke();
          }
          case Piece.Boxed(var text) -> {
            page.setLineWidth(1.5f);
            page.addRect(MARGIN, y - height(piece), INNER, height(piece));
            page.stroke();
            var lines = broken(text, BODY, INNER - 2 * PADDING);
            write(page, lines, BODY, true, MARGIN + PADDING, y - PADDING);
          }
        }
        y -= height(piece);
      }
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
