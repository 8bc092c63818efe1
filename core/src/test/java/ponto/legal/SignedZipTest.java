package ponto.legal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class SignedZipTest {
  /** More than a pipe holds. */
  private static final byte[] CONTENT = "0123456789".repeat(50_000).getBytes(US_ASCII);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Map<String, byte[]> entries() throws IOException {
    var entries = new LinkedHashMap<String, byte[]>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] digest(InputStream content) throws IOException {
    return sha256(content.readAllBytes());
  }

  @Test
  void file_and_signature_of_its_exact_bytes_lie_beside_each_other() throws Exception {
    new SignedZip("AFD.txt", SignedZipTest::digest).write(out, to -> to.write(CONTENT));
    assertThat(entries().keySet()).containsExactly("AFD.txt", "AFD.txt.p7s");
    assertThat(entries().get("AFD.txt")).isEqualTo(CONTENT);
    assertThat(entries().get("AFD.txt.p7s")).isEqualTo(sha256(CONTENT));
  }

  @Test
  void without_a_certificate_the_file_is_alone() throws Exception {
    new SignedZip("AFD.txt", null).write(out, to -> to.write(CONTENT));
    assertThat(entries().keySet()).containsExactly("AFD.txt");
  }

  @Test
  void a_token_that_fails_breaks_the_file_off() {
    var zip =
        new SignedZip(
            "AFD.txt",
            content -> {
              content.skipNBytes(10);
              throw new IOException("the token was pulled");
            });
    assertThatThrownBy(() -> zip.write(out, to -> to.write(CONTENT)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_database_that_goes_away_is_told_and_signs_nothing() {
    var zip = new SignedZip("AFD.txt", SignedZipTest::digest);
    assertThatThrownBy(() ->
            zip.write(
                out,
                to -> {
                  to.write(CONTENT);
                  throw new SQLException("away");
                }))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() ->
            zip.write(
                out,
                _ -> {
                  throw new UncheckedIOException(new IOException("gone"));
                }))
        .isInstanceOf(UncheckedIOException.class);
  }
}
