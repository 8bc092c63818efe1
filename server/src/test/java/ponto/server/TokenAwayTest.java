package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock whose certificate's token is not plugged in when it starts. */
final class TokenAwayTest {
  private static final String PIN = "975310";

  @TempDir
  @SuppressWarnings("NullAway.Init") // By JUnit.
  static Path folder;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Map<String, String> environment;

  @BeforeAll
  static void make() throws Exception {
    var softhsm = folder.resolve("softhsm2.conf");
    Files.writeString(
        softhsm,
        "directories.tokendir = "
            + Files.createDirectory(folder.resolve("tokens"))
            + "\nobjectstore.backend = file\n");
    environment = Map.of("SOFTHSM2_CONF", softhsm.toString());
    Files.writeString(folder.resolve("pin"), PIN + "\n");
  }

  /** As the tests of documents find it, and install it where that is theirs to do. */
  private static Path softhsm() {
    return Stream.of(
            "/usr/lib/softhsm",
            "/usr/lib64/pkcs11",
            "/usr/local/lib/softhsm",
            "/opt/homebrew/lib/softhsm")
        .map(place -> Path.of(place, "libsofthsm2.so"))
        .filter(Files::isReadable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("install softhsm2"));
  }

  private static String[] token(Path library) throws Exception {
    var configuration = folder.resolve("token.cfg");
    Files.writeString(
        configuration, "name = Token\nlibrary = " + library + "\nslotListIndex = 0\n");
    return new String[] {
      "--certificate-token=" + configuration, "--certificate-password-file=" + folder.resolve("pin")
    };
  }

  @Test
  void it_starts_says_so_and_gives_receipts_that_are_marked_as_unsigned() throws Exception {
    try (var child = Child.demo(folder.resolve("data"), environment, token(softhsm()))) {
      var nobody = new Caller(child.ready(), null);
      assertThat(nobody.get("/readyz").expect(200).body())
          .contains("\"notWell\":[\"certificate\"]");
      assertThat(child.err())
          .contains(
              "token.cfg is not there: plug it in; until then receipts are marked as unsigned")
          .doesNotContain(PIN);
      var worker = nobody.signIn(Demo.cpf(1), Demo.PASSWORD);
      var id = Press.newId();
      worker.punch(Press.own(id)).expect(202);
      worker.settled(id);
      try (var receipt = Loader.loadPDF(worker.file("/v1/punches/" + id + "/receipt"))) {
        assertThat(new PDFTextStripper().getText(receipt).replaceAll("\\s+", " "))
            .contains("SEM ASSINATURA")
            .contains("o relógio está sem o certificado");
      }
    }
  }

  @Test
  void a_library_that_is_not_there_refuses_the_start() throws Exception {
    try (var child = Child.demo(folder.resolve("none"), environment, token(Path.of("/none.so")))) {
      assertThat(child.ended()).isEqualTo(69);
      assertThat(child.err()).contains("its library does not load").doesNotContain(PIN);
    }
  }

  @Test
  void a_command_that_would_sign_now_is_refused() throws Exception {
    var arguments =
        Stream.concat(
                Stream.of("atestado", "--out=" + folder.resolve("a.pdf")),
                Stream.of(token(softhsm())))
            .toList();
    try (var child = Child.run(environment, arguments)) {
      assertThat(child.ended()).isEqualTo(69);
      assertThat(child.err()).contains("token.cfg is not there: plug it in");
    }
    assertThat(folder.resolve("a.pdf")).doesNotExist();
  }
}
