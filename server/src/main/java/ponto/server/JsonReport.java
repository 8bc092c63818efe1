package ponto.server;

import java.io.PrintStream;
import ponto.verify.Finding;
import ponto.verify.Report;
import ponto.verify.Verdict;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Findings for programs: one JSON document, written while the files are read. */
final class JsonReport implements Report, AutoCloseable {
  private final JsonGenerator json;
  private final ShownFindings shown;
  private boolean clean = true;
  private boolean whole = true;

  JsonReport(PrintStream out, long shownOfARule) {
    this.shown = new ShownFindings(shownOfARule);
    json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartObject().writeArrayPropertyStart("read");
  }

  @Override
  public void begin(String subject) {
    shown.forget();
    whole = false;
    json.writeStartObject().writeStringProperty("subject", subject);
    json.writeArrayPropertyStart("findings");
  }

  @Override
  public void found(Finding finding) {
    clean = false;
    if (!shown.shows(finding)) {
      return;
    }
    json.writeStartObject();
    json.writeNumberProperty("line", finding.line());
    json.writeNumberProperty("nsr", finding.nsr());
    json.writeNumberProperty("field", finding.field());
    json.writeStringProperty("rule", finding.rule().code());
    json.writeStringProperty("article", finding.rule().article());
    json.writeStringProperty("said", finding.said());
    json.writeEndObject();
  }

  @Override
  public void end(Verdict verdict) {
    json.writeEndArray();
    json.writeObjectPropertyStart("more");
    shown.more().forEach((rule, count) -> json.writeNumberProperty(rule.code(), count));
    json.writeEndObject();
    json.writeArrayPropertyStart("notes");
    verdict.remarks().forEach(json::writeString);
    json.writeEndArray();
    json.writeStringProperty("what", verdict.what());
    json.writeNumberProperty("lines", verdict.lines());
    json.writeNumberProperty("records", verdict.records());
    json.writeNumberProperty("count", verdict.findings());
    json.writeEndObject();
    whole = true;
  }

  /** Whether nothing was found in any of them. */
  boolean isClean() {
    return clean;
  }

  /**
   * Ends the document; one that was broken off is left without its end, so that nobody trusts it.
   */
  @Override
  public void close() {
    if (whole) {
      json.writeEndArray().writeBooleanProperty("clean", clean).writeEndObject();
    }
    json.flush();
  }
}
