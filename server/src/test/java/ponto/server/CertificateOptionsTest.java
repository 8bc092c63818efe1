package ponto.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import ponto.papers.Papers;
import ponto.signature.Pkcs12Signer;
import ponto.signature.SignerSlot;
import ponto.signature.TokenAbsent;

/** What the start is told about a certificate: right or refused, never with the password. */
final class CertificateOptionsTest {
  private static final String PASSWORD = "nunca-nos-registros";

  @TempDir
  @SuppressWarnings("NullAway.Init") // By JUnit.
  static Path folder;

  @BeforeAll
  static void make() throws Exception {
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Files.writeString(folder.resolve("wrong"), "outra\n");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-storetype",
                "PKCS12",
                "-keystore",
                file(),
                "-storepass:file",
                folder.resolve("password").toString(),
                "-alias",
                "empresa",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "30",
                "-dname",
                "CN=Empresa Ficticia",
                "-ext",
                "KeyUsage=digitalSignature")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  private static String file() {
    return folder.resolve("empresa.p12").toString();
  }

  private static CertificateOptions options(String... arguments) {
    return CommandLine.populateCommand(new CertificateOptions(), arguments);
  }

  private static String option(String name, String file) {
    return name + "=" + folder.resolve(file);
  }

  private static Papers papers(SignerSlot slot, Instant now) {
    return new Papers(slot, () -> now, () -> null);
  }

  @Test
  void without_a_certificate_nothing_is_signed() {
    assertThat(options().open()).isNull();
  }

  @Test
  void a_certificate_and_its_password_in_a_file_make_a_signer() {
    var options =
        options(
            option("--certificate", "empresa.p12"),
            option("--certificate-password-file", "password"));
    try (var signer = requireNonNull(options.open())) {
      assertThat(signer.certificate().getSubjectX500Principal().getName())
          .isEqualTo("CN=Empresa Ficticia");
      var end = signer.certificate().getNotAfter().toInstant();
      var slot = SignerSlot.of(signer);
      assertThat(papers(slot, end.minus(Duration.ofDays(1))).notWell()).isEmpty();
      assertThat(papers(slot, end.plusSeconds(1)).notWell()).containsExactly("certificate");
    }
  }

  @Test
  void a_token_that_is_not_plugged_in_stops_no_start_and_is_told_until_it_is_there()
      throws Exception {
    var now = new AtomicReference<>(Instant.EPOCH);
    var away = new AtomicBoolean(true);
    try (var slot =
        SignerSlot.open(
            () -> {
              if (away.get()) {
                throw new TokenAbsent("the token is not plugged in: plug it in");
              }
              return Pkcs12Signer.open(Path.of(file()), PASSWORD.toCharArray(), null);
            },
            now::get)) {
      var papers = papers(slot, InstantSource.system().instant().plusSeconds(60));
      assertThat(papers.notWell()).containsExactly("certificate");
      assertThat(papers.signature()).isNull();
      away.set(false);
      now.set(Instant.EPOCH.plusSeconds(60));
      assertThat(papers.notWell()).isEmpty();
      assertThat(papers.signature()).isNotNull();
    }
  }

  @Test
  void a_tokens_library_that_is_none_refuses_the_start() throws Exception {
    var token = Files.writeString(folder.resolve("t.cfg"), "library = /none.so\nname = X\n");
    var options =
        options("--certificate-token=" + token, option("--certificate-password-file", "password"));
    assertThatThrownBy(() -> options.slot(InstantSource.system()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("its library does not load");
  }

  @Test
  void what_cannot_be_right_refuses_the_start_and_names_itself() {
    var certificate = option("--certificate", "empresa.p12");
    var wrong =
        Map.of(
            List.of(option("--certificate-password-file", "password")), "need --certificate",
            List.of(certificate), "needs --certificate-password-file",
            List.of(certificate, option("--certificate-password-file", "none")), "cannot be read",
            List.of(certificate, option("--certificate-password-file", "wrong")),
                "is not its password",
            List.of(
                    certificate,
                    option("--certificate-token", "x"),
                    "--certificate-password-file=x"),
                "exclude each other");
    wrong.forEach((arguments, words) ->
        assertThatThrownBy(() -> options(arguments.toArray(String[]::new)).open())
            .as("%s", arguments)
            .isInstanceOf(Refusal.class)
            .hasMessageContaining(words)
            .hasMessageNotContaining(PASSWORD)
            .hasMessageNotContaining("outra"));
  }
}
