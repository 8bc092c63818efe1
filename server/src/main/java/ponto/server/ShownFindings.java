package ponto.server;

import java.util.EnumMap;
import java.util.Map;
import ponto.verify.Finding;
import ponto.verify.Rule;

/** Which findings of one file are listed and which only counted. */
final class ShownFindings {
  private final long shownOfARule;
  private final Map<Rule, Long> seen = new EnumMap<>(Rule.class);

  ShownFindings(long shownOfARule) {
    this.shownOfARule = shownOfARule;
  }

  /** Counts the finding; whether it is to be listed. */
  boolean shows(Finding finding) {
    return seen.merge(finding.rule(), 1L, Long::sum) <= shownOfARule;
  }

  /** How many of each rule were not listed. */
  Map<Rule, Long> more() {
    var more = new EnumMap<Rule, Long>(Rule.class);
    seen.forEach((rule, count) -> {
      if (count > shownOfARule) {
        more.put(rule, count - shownOfARule);
      }
    });
    return more;
  }

  /** The next file begins. */
  void forget() {
    seen.clear();
  }
}
