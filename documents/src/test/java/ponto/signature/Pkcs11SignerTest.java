package ponto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.europa.esig.dss.enumerations.Indication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pkcs11SignerTest {
  private static final String PIN = "975310";
  private static final Machine JAVA =
      new Machine(List.of(System.getProperty("java.home") + "/bin"), "java", "");

  @TempDir Path folder;

  @Test
  void a_key_that_never_leaves_its_token_signs() throws Exception {
    var chain = new TestChain();
    var tokens = Files.createDirectory(folder.resolve("tokens"));
    var softhsm =
        Files.writeString(
            folder.resolve("softhsm2.conf"),
            "directories.tokendir = " + tokens + "\nobjectstore.backend = file\n");
    var environment = Map.of("SOFTHSM2_CONF", softhsm.toString());
    var made =
        Machine.run(
            environment,
            Machine.SOFTHSM,
            "--init-token",
            "--free",
            "--label",
            "ponto",
            "--pin",
            PIN,
            "--so-pin",
            "86420");
    assertThat(made.status()).as(made.text()).isZero();
    var configuration =
        Files.writeString(
            folder.resolve("token.cfg"),
            "name = Token\nlibrary = " + Machine.SOFTHSM_LIBRARY.path() + "\nslotListIndex = 0\n");
    var content = Files.writeString(folder.resolve("AFD.txt"), "um arquivo\r\n", UTF_8);
    var signature = folder.resolve("AFD.txt.p7s");
    var signed =
        Machine.run(
            environment,
            JAVA,
            "-cp",
            System.getProperty("java.class.path"),
            TokenInAnotherJvm.class.getName(),
            configuration.toString(),
            PIN,
            chain.file(folder).toString(),
            content.toString(),
            signature.toString(),
            Long.toString(TestChain.NOW.getEpochSecond()));
    assertThat(signed.status()).as(signed.text()).isZero();
    assertThat(signed.text()).contains("its PIN is another").doesNotContain("0000");
    var verdict =
        new Validator(chain).judge(Files.readAllBytes(signature), Files.readAllBytes(content));
    assertThat(verdict.indication()).as("%s", verdict).isEqualTo(Indication.TOTAL_PASSED);
    isFoundWhenItComesLater(environment, configuration, tokens);
  }

  /** The same token, not plugged in when the clock starts. */
  private void isFoundWhenItComesLater(
      Map<String, String> environment, Path configuration, Path tokens) throws Exception {
    var away = Files.move(tokens, folder.resolve("away"));
    var later =
        Machine.run(
            environment,
            JAVA,
            "-cp",
            System.getProperty("java.class.path"),
            TokenThatComesLater.class.getName(),
            configuration.toString(),
            PIN,
            away.toString(),
            tokens.toString());
    assertThat(later.status()).as(later.text()).isZero();
    assertThat(later.text())
        .contains("is not plugged in: plug it in", "meant true, there false", "signed true")
        .doesNotContain(PIN);
  }

  @Test
  void a_configuration_that_is_none_is_named() throws Exception {
    var wrong = Files.writeString(folder.resolve("wrong.cfg"), "library = /none.so\nname = X\n");
    assertThatThrownBy(() -> Pkcs11Signer.open(wrong, PIN.toCharArray(), null))
        .isInstanceOf(UnfitCertificate.class)
        .hasMessageContaining("wrong.cfg")
        .hasMessageContaining("its library does not load");
  }
}
