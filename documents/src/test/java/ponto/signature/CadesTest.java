package ponto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CadesTest {
  private static final byte[] CONTENT =
      "0000000001 uma linha do AFD: São João\r\n".repeat(40).getBytes(StandardCharsets.ISO_8859_1);

  @TempDir static Path folder;
  private static TestChain chain;
  private static Validator validator;

  @BeforeAll
  static void make() throws Exception {
    chain = new TestChain();
    validator = new Validator(chain);
  }

  private static byte[] signed(byte[] content) throws Exception {
    try (var signer = chain.signer(folder)) {
      return Cades.sign(signer, new ByteArrayInputStream(content), TestChain.NOW);
    }
  }

  @Test
  void a_p7s_passes_as_cades_baseline_b() throws Exception {
    var verdict = validator.judge(signed(CONTENT), CONTENT);
    assertThat(verdict.indication()).as("%s", verdict).isEqualTo(Indication.TOTAL_PASSED);
    assertThat(verdict.level()).isEqualTo(SignatureLevel.CAdES_BASELINE_B);
  }

  @Test
  void one_changed_byte_fails() throws Exception {
    var signature = signed(CONTENT);
    var changed = CONTENT.clone();
    changed[700] ^= 1;
    assertThat(validator.judge(signature, changed).indication()).isEqualTo(Indication.TOTAL_FAILED);
  }

  @Test
  void a_key_of_an_elliptic_curve_signs_too() throws Exception {
    var curve =
        new TestChain(
            new TestChain.Form(
                "EC", 256, KeyUsage.digitalSignature, Duration.ofDays(1), Duration.ofDays(365)));
    var where = Files.createDirectory(folder.resolve("ec"));
    try (var signer = curve.signer(where)) {
      var signature = Cades.sign(signer, new ByteArrayInputStream(CONTENT), TestChain.NOW);
      assertThat(new Validator(curve).judge(signature, CONTENT).indication())
          .isEqualTo(Indication.TOTAL_PASSED);
    }
  }

  @Test
  void openssl_finds_it_good_and_a_changed_byte_bad() throws Exception {
    var content = Files.write(folder.resolve("AFD.txt"), CONTENT);
    var signature = Files.write(folder.resolve("AFD.txt.p7s"), signed(CONTENT));
    assertThat(openssl(signature, content)).isEqualTo(0);
    var changed = CONTENT.clone();
    changed[0] ^= 1;
    assertThat(openssl(signature, Files.write(folder.resolve("other.txt"), changed))).isNotZero();
  }

  private static int openssl(Path signature, Path content) throws Exception {
    var root = folder.resolve("root.pem");
    Files.writeString(root, Pem.of(chain.root()));
    return Machine.run(
            Machine.OPENSSL,
            "cms",
            "-verify",
            "-binary",
            "-inform",
            "DER",
            "-in",
            signature.toString(),
            "-content",
            content.toString(),
            "-CAfile",
            root.toString(),
            "-purpose",
            "any",
            "-out",
            folder.resolve("out").toString())
        .status();
  }

  @Test
  void a_long_file_is_read_once_and_not_kept() throws Exception {
    var length = 300L << 20;
    try (var signer = chain.signer(folder)) {
      var before = Runtime.getRuntime().totalMemory();
      var signature = Cades.sign(signer, new Zeros(length), TestChain.NOW);
      assertThat(signature).hasSizeBetween(1_000, 8_000);
      assertThat(Runtime.getRuntime().totalMemory()).isLessThan(before + (128L << 20));
    }
  }

  /** So many zeros. */
  private static final class Zeros extends InputStream {
    private long left;

    Zeros(long length) {
      left = length;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      var some = (int) Math.min(length, left);
      left -= some;
      return some;
    }
  }
}
