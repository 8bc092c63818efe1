package ponto.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.signature.Pkcs12Signer;
import ponto.signature.Signer;

/** What leaves the clock with a certificate: a file and its signature, and the attestation. */
final class SignedPapersTest {
  private static final String AFD = "AFD512026001234" + Demo.DOCUMENT + "REP_P.txt";
  private static final String PASSWORD = "uma-senha-de-teste";
  private static final String MAKER =
      """
      developer: {document: 11444777000161, name: Desenvolvedora Fictícia Ltda, email: a@example.com}
      program: {name: Ponto, version: "1.10"}
      technician: {name: Técnica Fictícia, cpf: 52998224725}
      representative: {name: Representante Fictício, cpf: 11144477735}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // By JUnit.
  static Path folder;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Signer signer;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @BeforeAll
  static void open() throws Exception {
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Files.writeString(folder.resolve("maker.yaml"), MAKER);
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var certificate = folder.resolve("a.p12").toString();
    run(
        ("keytool -genkeypair -storetype PKCS12 -alias a -keyalg RSA -keysize 2048 -validity 90"
                + " -dname CN=Ficticia -ext KeyUsage=digitalSignature")
            .replace("keytool", keytool)
            .split(" "),
        "-keystore",
        certificate,
        "-storepass:file",
        folder.resolve("password").toString());
    signer = Pkcs12Signer.open(Path.of(certificate), PASSWORD.toCharArray(), null);
    site = Site.signed(signer);
  }

  @AfterAll
  static void close() {
    site.close();
    signer.close();
  }

  private static int status(String[] command, String... more) throws Exception {
    var all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return new ProcessBuilder(all)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start()
        .waitFor();
  }

  private static void run(String[] command, String... more) throws Exception {
    assertThat(status(command, more)).as(() -> folder + "/output").isZero();
  }

  /** What another program says, with the certificate itself as the one it trusts. */
  private static int openssl(Path signature, Path content) throws Exception {
    return status(
        "openssl cms -verify -binary -inform DER -noverify -out /dev/null".split(" "),
        "-in",
        signature.toString(),
        "-content",
        content.toString());
  }

  private static Child command(String... arguments) {
    return Child.run(Map.of("PONTO_DATABASE", site.databaseUrl()), List.of(arguments));
  }

  private static String of(String option, String file) {
    return option + "=" + folder.resolve(file);
  }

  private static String text(byte[] pdf) throws Exception {
    try (var document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  @Test
  void the_zip_at_the_door_holds_the_afd_and_a_signature_that_openssl_finds_good()
      throws Exception {
    var answer =
        site.as("auditora")
            .file("/v1/establishments/" + Demo.DOCUMENT + "/afd", "Accept", "application/zip");
    var names = new ArrayList<String>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(answer))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        Files.write(folder.resolve("door-" + entry.getName()), zip.readAllBytes());
      }
    }
    assertThat(names).containsExactly(AFD, AFD + ".p7s");
    var signature = folder.resolve("door-" + AFD + ".p7s");
    var content = folder.resolve("door-" + AFD);
    assertThat(openssl(signature, content)).isZero();
    var changed = Files.readAllBytes(content);
    changed[400] ^= 1;
    assertThat(openssl(signature, Files.write(folder.resolve("changed"), changed))).isNotZero();
  }

  @Test
  void the_command_writes_the_signature_beside_the_file() throws Exception {
    var out = Files.createDirectory(folder.resolve("afd"));
    try (var child =
        command(
            "afd",
            "--output=" + out,
            of("--developer-file", "maker.yaml"),
            of("--certificate", "a.p12"),
            of("--certificate-password-file", "password"))) {
      assertThat(child.ended()).as(child.err()).isZero();
    }
    assertThat(openssl(out.resolve(AFD + ".p7s"), out.resolve(AFD))).isZero();
    assertThat(Files.readString(out.resolve(AFD), ISO_8859_1).lines().findFirst().orElseThrow())
        .as("the header names who made the program")
        .contains("11444777000161");
  }

  @Test
  void the_attestation_is_written_signed_twice_and_audited() throws Exception {
    var certificate =
        List.of(of("--certificate", "a.p12"), of("--certificate-password-file", "password"));
    attest(certificate, of("--out", "0.pdf"), of("--developer-file", "maker.yaml"));
    assertThat(
            site.ask(
                "SELECT role FROM audit WHERE action = 'attestation' ORDER BY number DESC LIMIT 1"))
        .isEqualTo("ponto");
    attest(certificate, of("--out", "1.pdf"), of("--sign", "0.pdf"));
    attest(certificate, of("--out", "2.pdf"), of("--sign", "1.pdf"));
    try (var document = Loader.loadPDF(folder.resolve("2.pdf").toFile())) {
      assertThat(document.getSignatureDictionaries()).hasSize(2);
    }
    assertThat(text(Files.readAllBytes(folder.resolve("2.pdf"))))
        .contains("Versão do programa 1.10")
        .contains("Algoritmo assimétrico RSA, 2048 bits")
        .contains("Padaria São João Fictícia Ltda");
  }

  private static void attest(List<String> certificate, String... more) {
    var arguments = new ArrayList<>(List.of("atestado"));
    arguments.addAll(certificate);
    arguments.addAll(List.of(more));
    try (var child = command(arguments.toArray(String[]::new))) {
      assertThat(child.ended()).as(child.err()).isZero();
    }
  }

  @Test
  void a_demo_attests_as_nobody_and_the_audit_log_says_who_asked() throws Exception {
    assertThat(text(site.as("admin").file("/v1/employer/attestation")))
        .contains("DEMONSTRAÇÃO, SEM VALOR")
        .contains("Registro no INPI 512026001234");
    assertThat(
            site.ask("SELECT count(*) FROM audit WHERE action = 'attestation' AND role = 'admin'"))
        .isEqualTo("1");
  }

  @Test
  void a_wrong_developer_file_is_refused_by_its_key() throws Exception {
    Files.write(
        folder.resolve("wrong.yaml"), MAKER.replace("52998224725", "52998224726").getBytes(UTF_8));
    try (var child =
        command("atestado", of("--out", "none.pdf"), of("--developer-file", "wrong.yaml"))) {
      assertThat(child.ended()).isEqualTo(69);
      assertThat(child.err()).contains("technician.cpf is no CPF").doesNotContain("5299822");
    }
    assertThat(folder.resolve("none.pdf")).doesNotExist();
  }
}
