package ponto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.europa.esig.dss.enumerations.Indication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Pkcs11SignerTest {
  private static final String PIN = "975310";

  @TempDir Path folder;

  private Map<String, String> environment() throws Exception {
    var softhsm = folder.resolve("softhsm2.conf");
    Files.createDirectories(folder.resolve("tokens"));
    Files.writeString(
        softhsm,
        "directories.tokendir = " + folder.resolve("tokens") + "\nobjectstore.backend = file\n");
    return Map.of("SOFTHSM2_CONF", softhsm.toString());
  }

  private void makeToken(String pin) throws Exception {
    var made =
        Machine.run(
            environment(),
            Machine.SOFTHSM,
            "--init-token",
            "--free",
            "--label",
            "ponto",
            "--pin",
            pin,
            "--so-pin",
            "86420");
    assertThat(made.status()).as(made.text()).isZero();
  }

  private Path configuration() throws Exception {
    return Files.writeString(
        folder.resolve("token.cfg"),
        "name = Token\nlibrary = " + Machine.SOFTHSM_LIBRARY.path() + "\nslotListIndex = 0\n");
  }

  private Machine.Said java(Class<?> main, Object... arguments) throws Exception {
    var command =
        Stream.concat(
                Stream.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()),
                Stream.of(arguments).map(String::valueOf))
            .toArray(String[]::new);
    var java = new Machine(List.of(System.getProperty("java.home") + "/bin"), "java", "");
    var said = Machine.run(environment(), java, command);
    assertThat(said.status()).as(said.text()).isZero();
    return said;
  }

  @Test
  void a_key_that_never_leaves_its_token_signs() throws Exception {
    var chain = new TestChain();
    makeToken(PIN);
    var content = Files.writeString(folder.resolve("AFD.txt"), "um arquivo\r\n", UTF_8);
    var signature = folder.resolve("AFD.txt.p7s");
    var signed =
        java(
            TokenInAnotherJvm.class,
            configuration(),
            PIN,
            chain.file(folder),
            content,
            signature,
            TestChain.NOW.getEpochSecond());
    assertThat(signed.text()).contains("the PIN is not its PIN").doesNotContain("0000");
    var verdict =
        new Validator(chain).judge(Files.readAllBytes(signature), Files.readAllBytes(content));
    assertThat(verdict.indication()).as("%s", verdict).isEqualTo(Indication.TOTAL_PASSED);
  }

  @Test
  void a_token_that_is_away_stops_nothing_and_is_used_when_it_comes_but_a_pin_is_tried_once()
      throws Exception {
    makeToken(PIN);
    var ours = TokenThatComesAndGoes.move(folder.resolve("tokens"), folder.resolve("ours"));
    makeToken("112233");
    TokenThatComesAndGoes.move(folder.resolve("tokens"), folder.resolve("others"));
    TokenThatComesAndGoes.move(ours, folder.resolve("tokens"));
    var said =
        java(
            TokenThatComesAndGoes.class,
            configuration(),
            PIN,
            new TestChain().file(folder),
            folder,
            Machine.SOFTHSM_LIBRARY.path());
    assertThat(said.text().lines().filter(line -> line.startsWith("> ")))
        .as(said.text())
        .containsExactly(
            "> refused: the PIN is not its PIN",
            "> no slot: the token of slot.cfg is not there: plug it in",
            "> no slot: the token of slot.cfg is not there: plug it in",
            "> away at the start: away, SEM ASSINATURA, está sem o certificado",
            "> there, but looked for a moment ago: away, SEM ASSINATURA, está sem o certificado",
            "> there: signed",
            "> pulled out: away, SEM ASSINATURA, está sem o certificado",
            "> plugged in again: signed",
            "> another's token: away, SEM ASSINATURA, está sem o certificado",
            "> ours, after a wrong PIN: away, SEM ASSINATURA, está sem o certificado");
    assertThat(said.text())
        .contains("token.cfg is not there: plug it in; until then receipts are marked as unsigned")
        .contains("does not sign: is its token plugged in?")
        .contains("not tried again before the next start")
        .doesNotContain(PIN);
  }

  @Test
  void a_configuration_that_is_none_is_named() throws Exception {
    var wrong = Files.writeString(folder.resolve("wrong.cfg"), "library = /none.so\nname = X\n");
    assertThatThrownBy(() -> Pkcs11Signer.open(wrong, PIN.toCharArray(), null))
        .isInstanceOf(UnfitCertificate.class)
        .hasMessageContaining("wrong.cfg")
        .hasMessageContaining("its library does not load");
    assertThatThrownBy(() -> new Pkcs11Place(wrong, null).open(PIN.toCharArray()))
        .isNotInstanceOf(TokenAbsent.class);
  }
}
