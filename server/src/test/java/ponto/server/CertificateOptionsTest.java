package ponto.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
      assertThat(new Papers(signer, () -> end.minus(Duration.ofDays(1))).notWell()).isEmpty();
      assertThat(new Papers(signer, () -> end.plusSeconds(1)).notWell())
          .containsExactly("certificate");
    }
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
