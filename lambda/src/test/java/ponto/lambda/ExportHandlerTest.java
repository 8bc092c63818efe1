package ponto.lambda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.inbox.Letter;
import ponto.ledger.Ledger;
import ponto.testing.Bakery;
import ponto.testing.Letters;
import ponto.testing.TestDatabase;

/** Files out of the API's function and out of the one that has more time: the same bytes. */
class ExportHandlerTest {
  private static final Instant NOW = Instant.parse("2026-01-15T11:00:00Z");
  private static final String HR = "0199aaaa-0000-7000-8000-000000000001";
  private static final String WORKER = "0199aaaa-0000-7000-8000-00000000001";
  private static final String OTHER_HR = "0199aaaa-0000-7000-8000-000000000003";
  private static final int PUNCHES = 40;
  private static final String PASSWORD = "uma-senha-de-teste";
  private static final String DEVELOPER =
      """
      developer: {document: 11444777000161, name: Desenvolvedora Fictícia Ltda, email: a@example.com}
      program: {name: Ponto, version: "1.10"}
      technician: {name: Técnica Fictícia, cpf: 52998224725}
      representative: {name: Representante Fictício, cpf: 11144477735}
      """;
  private static final Pattern LOCATION = Pattern.compile("\"Location\":\"([^\"]+)\"");

  private static final Ask AFD =
      Ask.get("/v1/establishments/{document}/afd").path("document", "11222333000181");

  private static TestDatabase database;
  private static Bakery bakery;
  private static ObjectStore store;
  private static RuntimeApi patient;
  private static RuntimeApi hurried;
  private static RuntimeApi export;
  private static final BlockingQueue<String> CREATED = new LinkedBlockingQueue<>();

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.fresh();
    bakery = Bakery.open(database, "11222333000181", 3, () -> NOW);
    try (var connection = Bakery.recorder(database)) {
      var letters = new ArrayList<Letter>();
      for (var i = 1; i <= PUNCHES; i++) {
        letters.add(Letters.letter("r" + i, Letters.worker(bakery, 1), NOW, Letters.punch(i, NOW)));
      }
      new Ledger(() -> NOW).record(connection, letters);
    }
    store = new ObjectStore(InstantSource.system());
    var folder = Files.createTempDirectory("papers");
    store.put("papers/certificate.p12", certificate(folder));
    store.put("papers/certificate.password", (PASSWORD + "\n").getBytes(UTF_8));
    store.put("papers/developer.yaml", DEVELOPER.getBytes(UTF_8));
    store.onCreated((_, key) -> {
      if (key.startsWith("orders/")) {
        CREATED.add(key);
      }
    });
    var environment = Surroundings.environment(database.database(), store);
    patient = RuntimeApi.start(Surroundings.API_ZIP, Surroundings.API, environment);
    export = RuntimeApi.start(Surroundings.API_ZIP, Surroundings.EXPORT, environment);
    environment.put("PONTO_EXPORT_SECONDS", "0");
    hurried = RuntimeApi.start(Surroundings.API_ZIP, Surroundings.API, environment);
  }

  /** Made for itself, as no authority would. */
  private static byte[] certificate(Path folder) throws Exception {
    var password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var command =
        new ArrayList<>(List.of(keytool, "-genkeypair", "-storetype", "PKCS12", "-alias", "a"));
    command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048", "-validity", "90"));
    command.addAll(List.of("-dname", "CN=Empresa Ficticia", "-ext", "KeyUsage=digitalSignature"));
    command.addAll(List.of("-keystore", folder.resolve("a.p12").toString()));
    command.addAll(List.of("-storepass:file", password.toString()));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    return Files.readAllBytes(folder.resolve("a.p12"));
  }

  @AfterAll
  static void stop() {
    for (var function : List.of(patient, hurried, export)) {
      function.close();
    }
    store.close();
    database.close();
  }

  private static Map<String, String> hr() {
    return Ask.claims(HR, bakery, "hr");
  }

  private static Map<String, String> worker(int number) {
    var worker = Ask.claims(WORKER + number, bakery, "worker");
    worker.put("custom:worker", bakery.worker(number));
    return worker;
  }

  private static String answer(RuntimeApi function, Ask ask, Map<String, String> by)
      throws Exception {
    return new String(function.invoke(ask.event(by)), UTF_8);
  }

  private static String location(String answer) {
    var found = LOCATION.matcher(answer);
    assertThat(found.find()).as(answer).isTrue();
    return found.group(1);
  }

  private static HttpResponse<byte[]> behind(String answer) throws Exception {
    assertThat(answer).startsWith("{\"statusCode\":303");
    var link = HttpRequest.newBuilder(URI.create(location(answer))).build();
    var file = HttpClient.newHttpClient().send(link, BodyHandlers.ofByteArray());
    assertThat(file.statusCode()).isEqualTo(200);
    return file;
  }

  /** As EventBridge tells of a new object, in short. */
  private static byte[] event(String key) {
    return """
    {"version":"0","detail-type":"Object Created","source":"aws.s3",
     "resources":["arn:aws:s3:::exports"],
     "detail":{"bucket":{"name":"exports"},"object":{"key":"%s","size":9},"reason":"PutObject"}}
    """
        .formatted(key)
        .getBytes(UTF_8);
  }

  @Test
  void the_afd_comes_byte_for_byte_whichever_function_makes_it() throws Exception {
    var direct = behind(answer(patient, AFD, hr()));
    var text = new String(direct.body(), ISO_8859_1);
    assertThat(text.lines().filter(line -> line.length() == 137)).hasSize(PUNCHES);
    assertThat(direct.headers().firstValue("content-disposition"))
        .hasValueSatisfying(name -> assertThat(name).contains("filename=\"AFD"));

    var later = answer(hurried, AFD, hr());
    assertThat(later).startsWith("{\"statusCode\":202").contains("\"Retry-After\":\"3\"");
    var where = location(later);
    assertThat(where).startsWith("/v1/exports/");
    var ask = Ask.get("/v1/exports/{id}").path("id", where.substring("/v1/exports/".length()));
    assertThat(answer(patient, ask, hr())).startsWith("{\"statusCode\":202");
    assertThat(answer(patient, ask, Ask.claims(OTHER_HR, bakery, "hr")))
        .startsWith("{\"statusCode\":404");

    var order = CREATED.poll(20, TimeUnit.SECONDS);
    export.invoke(event(String.valueOf(order)));
    var made = behind(answer(patient, ask, hr()));
    // Each says in its first line when it was made.
    var first = text.indexOf("\r\n");
    var madeText = new String(made.body(), ISO_8859_1);
    assertThat(madeText.substring(first)).isEqualTo(text.substring(first));

    var audited = "SELECT count(*) FROM audit WHERE action = 'afd-export'";
    var times = Surroundings.asked(database, audited);
    export.invoke(event(String.valueOf(order)));
    assertThat(Surroundings.asked(database, audited))
        .as("an event that comes twice makes no second file")
        .isEqualTo(times);
  }

  @Test
  void a_worker_gets_the_receipts_of_its_own_punches_and_of_nobody_elses() throws Exception {
    var one = Ask.get("/v1/punches/{id}/receipt").path("id", Letters.id(1).toString());
    assertThat(text(behind(answer(patient, one, worker(1)))))
        .contains("Assinatura eletrônica (PAdES)", "Empresa Ficticia");
    assertThat(answer(patient, one, worker(2))).startsWith("{\"statusCode\":404");

    var all = Ask.get("/v1/receipts").query(Map.of("from", "2026-01-01T00:00:00Z"));
    var names = new ArrayList<@Nullable String>();
    try (var zip =
        new ZipInputStream(
            new ByteArrayInputStream(behind(answer(patient, all, worker(1))).body()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).hasSize(PUNCHES);
  }

  private static String text(HttpResponse<byte[]> pdf) throws IOException {
    try (var document = Loader.loadPDF(pdf.body())) {
      return new PDFTextStripper().getText(document);
    }
  }

  @Test
  void what_the_company_put_into_its_bucket_signs_the_afd_and_fills_the_attestation()
      throws Exception {
    var zipped =
        new Ask(
            "GET", AFD.resource(), AFD.path(), Map.of(), Map.of("Accept", "application/zip"), "");
    var names = new ArrayList<String>();
    try (var zip =
        new ZipInputStream(
            new ByteArrayInputStream(behind(answer(patient, zipped, hr())).body()))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).hasSize(2).anyMatch(name -> name.endsWith(".p7s"));
    var attestation = behind(answer(patient, Ask.get("/v1/employer/attestation"), hr()));
    assertThat(text(attestation)).contains("Desenvolvedora Fictícia Ltda", "RSA");
    assertThat(new String(behind(answer(patient, AFD, hr())).body(), ISO_8859_1).substring(0, 400))
        .contains("11444777000161");
  }

  @Test
  void a_bucket_that_is_away_is_told_and_an_order_that_fails_is_tried_again() throws Exception {
    store.away(true);
    try {
      assertThat(answer(patient, AFD, hr()))
          .startsWith("{\"statusCode\":503")
          .contains("storage-away", "Retry-After");
    } finally {
      store.away(false);
    }
    assertThat(answer(patient, AFD, hr())).startsWith("{\"statusCode\":303");
  }
}
