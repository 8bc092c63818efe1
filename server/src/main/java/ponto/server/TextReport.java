package ponto.server;

import java.io.PrintStream;
import ponto.verify.Finding;
import ponto.verify.Report;
import ponto.verify.Verdict;

/** Findings for people, one a line: where, what, and where it is written. */
final class TextReport implements Report, AutoCloseable {
  private final PrintStream out;
  private final ShownFindings shown;
  private String subject = "";
  private boolean clean = true;

  TextReport(PrintStream out, long shownOfARule) {
    this.out = out;
    this.shown = new ShownFindings(shownOfARule);
  }

  @Override
  public void begin(String name) {
    subject = name;
    shown.forget();
  }

  @Override
  public void found(Finding finding) {
    clean = false;
    if (!shown.shows(finding)) {
      return;
    }
    var text = new StringBuilder(subject).append(':');
    if (finding.line() > 0) {
      text.append(finding.line()).append(':');
    }
    if (finding.nsr() > 0) {
      text.append(" NSR ").append(finding.nsr()).append(',');
    }
    if (finding.field() > 0) {
      text.append(" field ").append(finding.field()).append(',');
    }
    text.append(' ').append(finding.rule().code()).append(": ").append(finding.said());
    out.println(text.append(" (").append(finding.rule().article()).append(')'));
  }

  @Override
  public void end(Verdict verdict) {
    shown
        .more()
        .forEach((rule, count) ->
            out.println(subject + ": " + count + " more of " + rule.code() + ": --all lists them"));
    verdict.remarks().forEach(remark -> out.println(subject + ": note: " + remark));
    out.println(
        subject
            + ": "
            + verdict.what()
            + ", "
            + counted(verdict.lines(), "line")
            + ", "
            + counted(verdict.records(), "record")
            + ", "
            + counted(verdict.findings(), "finding"));
  }

  /** Whether nothing was found in any of them. */
  boolean isClean() {
    return clean;
  }

  private static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  @Override
  public void close() {
    out.flush();
  }
}
