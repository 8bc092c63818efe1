package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class VerifyCommandTest {
  private static final String NAME = "AFD512026001234511222333000181REP_P.txt";

  @TempDir Path folder;

  private Path afd;
  private String said = "";

  @BeforeEach
  void copyTheGoldenFile() throws IOException {
    afd = folder.resolve(NAME);
    try (var in = VerifyCommandTest.class.getResourceAsStream("/afd/" + NAME)) {
      Files.write(afd, Objects.requireNonNull(in).readAllBytes());
    }
  }

  private boolean isClean(String... arguments) {
    var command = CommandLine.populateCommand(new VerifyCommand(), arguments);
    var out = new ByteArrayOutputStream();
    var clean = command.run(new PrintStream(out, false, StandardCharsets.UTF_8));
    said = out.toString(StandardCharsets.UTF_8);
    return clean;
  }

  private void changeAByte() throws IOException {
    var bytes = Files.readAllBytes(afd);
    bytes[700] ^= 1;
    Files.write(afd, bytes);
  }

  @Test
  void a_clean_file_is_told_in_two_notes_and_a_line() {
    assertThat(isClean(afd.toString())).isTrue();
    assertThat(said.lines())
        .containsExactly(
            afd + ": note: hashes: before the first punch stands nothing; lower case",
            afd + ": note: not signed: there is no " + NAME + ".p7s beside it",
            afd + ": AFD 004, REP-P, 16 lines, 13 records, 0 findings");
  }

  @Test
  void a_missing_signature_is_wrong_when_asked_for() {
    assertThat(isClean("--signed", afd.toString())).isFalse();
    assertThat(said).contains(": signature: not signed");
  }

  @Test
  void a_finding_is_told_with_line_field_rule_and_article() throws IOException {
    changeAByte();
    assertThat(isClean(afd.toString())).isFalse();
    assertThat(said)
        .contains(afd + ":3: NSR 2, field 9, crc: CRC-16 is E3AA, the line gives ")
        .contains("(AFD layout: CRC-16; FAQ 35)");
  }

  @Test
  void what_cannot_be_read_does_not_hide_the_rest() {
    assertThat(isClean(folder.resolve("none").toString(), afd.toString())).isFalse();
    assertThat(said).contains("unreadable").contains("13 records, 0 findings");
  }

  @Test
  void a_rule_that_is_broken_in_every_line_is_cut_short_and_counted() throws IOException {
    Files.writeString(afd, "x\n".repeat(150));
    assertThat(isClean(afd.toString())).isFalse();
    assertThat(said).contains(": 50 more of line-end: --all lists them");
    assertThat(isClean("--all", afd.toString())).isFalse();
    assertThat(said.lines().filter(line -> line.contains(" line-end: "))).hasSize(150);
  }

  @Test
  void json_is_one_document_with_every_finding() throws IOException {
    changeAByte();
    assertThat(isClean("--json", afd.toString(), folder.resolve("none").toString())).isFalse();
    try (var json = new JsonFactory().createParser(ObjectReadContext.empty(), said)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      json.skipChildren();
      assertThat(json.nextToken()).isNull();
    }
    assertThat(said)
        .contains("\"line\":3,\"nsr\":2,\"field\":9,\"rule\":\"crc\"")
        .endsWith("\"clean\":false}");
  }
}
