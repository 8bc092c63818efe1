package ponto.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What a reading of bytes told. */
record Heard(Verdict verdict, List<Finding> findings) {
  static final String NAME = "AFD512026001234511222333000181REP_P.txt";

  static Heard of(byte[] file) {
    return of(file, NAME);
  }

  static Heard of(byte[] file, String name) {
    var findings = new ArrayList<Finding>();
    try {
      var verdict = AfdVerifier.read(new ByteArrayInputStream(file), name, findings::add);
      assertThat(verdict.findings()).isEqualTo(findings.size());
      return new Heard(verdict, findings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Heard of(AfdText file) {
    return of(file.bytes());
  }

  /** Each finding as line:field:rule. */
  List<String> places() {
    return findings.stream()
        .map(finding -> finding.line() + ":" + finding.field() + ":" + finding.rule().code())
        .toList();
  }
}
