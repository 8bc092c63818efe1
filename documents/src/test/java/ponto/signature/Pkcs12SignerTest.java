package ponto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pkcs12SignerTest {
  @TempDir Path folder;

  private static TestChain.Form form(int bits, int usage, Duration ahead) {
    return new TestChain.Form("RSA", bits, usage, Duration.ofDays(100), ahead);
  }

  private static char[] password() {
    return TestChain.PASSWORD.toCharArray();
  }

  @Test
  void a_wrong_password_is_said_without_saying_it() throws Exception {
    var file = new TestChain().file(folder);
    assertThatThrownBy(() -> Pkcs12Signer.open(file, "errada".toCharArray(), null))
        .isInstanceOf(UnfitCertificate.class)
        .hasMessageContaining("the password is not its password")
        .hasMessageNotContaining("errada")
        .hasNoCause();
  }

  @Test
  void what_is_missing_or_no_pkcs12_is_said() throws Exception {
    var text = Files.writeString(folder.resolve("x.p12"), "x");
    for (var file : List.of(folder.resolve("none.p12"), text)) {
      assertThatThrownBy(() -> Pkcs12Signer.open(file, password(), null))
          .isInstanceOf(UnfitCertificate.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("no PKCS#12 file");
    }
  }

  @Test
  void a_key_that_is_not_for_signing_is_refused() throws Exception {
    var file =
        new TestChain(form(2048, KeyUsage.keyEncipherment, Duration.ofDays(100))).file(folder);
    assertThatThrownBy(() -> Pkcs12Signer.open(file, password(), null))
        .hasMessageContaining("neither digitalSignature nor nonRepudiation");
  }

  @Test
  void a_short_key_is_refused() throws Exception {
    var file =
        new TestChain(form(1024, KeyUsage.digitalSignature, Duration.ofDays(100))).file(folder);
    assertThatThrownBy(() -> Pkcs12Signer.open(file, password(), null))
        .hasMessageContaining("less than 2048 bits");
  }

  @Test
  void an_alias_that_is_not_there_is_refused() throws Exception {
    var file = new TestChain().file(folder);
    assertThatThrownBy(() -> Pkcs12Signer.open(file, password(), "outra"))
        .hasMessageContaining("under this alias");
    assertThat(Pkcs12Signer.open(file, password(), "empresa").chain()).hasSize(2);
  }

  @Test
  void sixty_days_before_its_end_it_ends_soon() throws Exception {
    var certificate =
        new TestChain(form(2048, KeyUsage.digitalSignature, Duration.ofDays(100))).certificate();
    var end = certificate.getNotAfter().toInstant();
    var sixty = end.minus(Duration.ofDays(60));
    assertThat(Standing.of(certificate, sixty.minusMillis(1))).isEqualTo(new Standing.Good());
    assertThat(Standing.of(certificate, sixty)).isEqualTo(new Standing.EndsSoon(end));
    assertThat(Standing.of(certificate, end.plusMillis(1)).isValid()).isFalse();
    var begin = certificate.getNotBefore().toInstant();
    assertThat(Standing.of(certificate, begin.minusMillis(1)).isValid()).isFalse();
  }
}
