package ponto.lambda.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.api.Problem;
import ponto.api.Request;
import ponto.api.Response;
import ponto.lambda.ObjectStore;
import software.amazon.awssdk.core.exception.SdkException;

/** What becomes of a file that an operation answers, with the real client of the bucket. */
class CloudExportsTest {
  private static final Principal HR = new Principal("hr-1", 1, Role.HR, null, false);
  private static final Principal OTHER = new Principal("hr-2", 1, Role.HR, null, false);
  private static final String BUCKET = "exports";
  private static final Duration LONG = Duration.ofSeconds(20);

  /** As the SDK reads them where there is no environment. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "AWS_ENDPOINT_URL_S3", "aws.endpointUrlS3",
          "AWS_ACCESS_KEY_ID", "aws.accessKeyId",
          "AWS_SECRET_ACCESS_KEY", "aws.secretAccessKey");

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static ObjectStore store;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Shelf shelf;

  private static volatile Duration later = Duration.ZERO;

  @BeforeAll
  static void open() throws Exception {
    store = new ObjectStore(CloudExportsTest::now);
    System.setProperty("aws.region", "sa-east-1");
    store
        .environment()
        .forEach((name, value) -> System.setProperty(requireNonNull(PROPERTIES.get(name)), value));
    shelf = Shelf.of(Map.of(CloudExports.BUCKET, BUCKET), CloudExports.BUCKET);
  }

  @AfterAll
  static void close() {
    System.clearProperty("aws.region");
    PROPERTIES.values().forEach(System::clearProperty);
    store.close();
  }

  @BeforeEach
  void empty() {
    store.clear();
    later = Duration.ZERO;
  }

  // The signer takes the machine's time.
  private static Instant now() {
    return java.time.InstantSource.system().instant().plus(later);
  }

  private static CloudExports exports(Duration patience) {
    return new CloudExports(shelf, CloudExportsTest::now, patience);
  }

  private static Response carried(Duration patience, Order asked, Response response)
      throws Exception {
    var exports = exports(patience);
    return exports.carried(asked, response, exports.deadline());
  }

  private static Order asked(Principal by) {
    return new Order(
        "exportAfd",
        new Request(
            by,
            Map.of("document", "11222333000181"),
            Map.of("from", "2026-11-01"),
            Map.of("accept", "application/zip"),
            "203.0.113.7",
            ""));
  }

  private static Request find(Principal by, String location) {
    var id = location.substring(location.lastIndexOf('/') + 1);
    return new Request(by, Map.of("id", id), Map.of(), Map.of(), "203.0.113.7", "");
  }

  private static Response found(Principal by, String location) throws Exception {
    return requireNonNull(exports(LONG).table().get("getExport")).answer(find(by, location));
  }

  /** What an operation answers with such a file. */
  private static Response file(String type, byte[] bytes) {
    return Response.file("AFD.txt", type, writing(out -> out.write(bytes)));
  }

  private interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private static Response.Stream writing(Writing writing) {
    return new Response.Stream() {
      @Override
      public void write(OutputStream out) throws IOException {
        writing.to(out);
      }

      @Override
      public void close() {}
    };
  }

  private static String location(Response response) {
    return requireNonNull(response.headers().get("Location"));
  }

  private static HttpResponse<byte[]> fetched(String link, String... headers) throws Exception {
    var ask = HttpRequest.newBuilder(URI.create(link));
    if (headers.length > 0) {
      ask.headers(headers);
    }
    return HttpClient.newHttpClient().send(ask.build(), BodyHandlers.ofByteArray());
  }

  @Test
  void a_short_text_is_answered_and_put_nowhere() throws Exception {
    var csv = file("text/csv; charset=utf-8", "Olá;1".getBytes(UTF_8));
    var answer = carried(LONG, asked(HR), csv);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("Olá;1");
    assertThat(answer.headers())
        .containsEntry("Content-Disposition", "attachment; filename=\"AFD.txt\"");
    assertThat(store.names()).isEmpty();
  }

  @Test
  void what_the_gateway_cannot_carry_is_behind_a_link_that_ends() throws Exception {
    var bytes = "Pão\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    var answer = carried(LONG, asked(HR), file("text/plain; charset=iso-8859-1", bytes));
    assertThat(answer.status()).isEqualTo(303);
    var link = location(answer);
    var file = fetched(link);
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.body()).isEqualTo(bytes);
    assertThat(file.headers().firstValue("content-disposition"))
        .hasValue("attachment; filename=\"AFD.txt\"");
    assertThat(file.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(fetched(link.replace("/1/", "/2/")).statusCode()).isEqualTo(403);
    assertThat(fetched(link.replaceFirst("Expires=300", "Expires=90000")).statusCode())
        .isEqualTo(403);
    // As S3 has it: whoever follows the link leaves the token behind.
    assertThat(fetched(link, "Authorization", "Bearer x").statusCode()).isEqualTo(400);
    later = Shelf.LINK_LIFE.plusSeconds(1);
    assertThat(fetched(link).statusCode()).isEqualTo(403);
  }

  @Test
  void a_long_file_goes_in_parts_and_is_whole() throws Exception {
    var bytes = new byte[20_000_001];
    new Random(7).nextBytes(bytes);
    var answer =
        carried(
            LONG,
            asked(HR),
            Response.file(
                "x.zip",
                "application/zip",
                writing(out -> {
                  out.write(bytes[0]);
                  out.write(bytes, 1, bytes.length - 1);
                })));
    assertThat(fetched(location(answer)).body()).isEqualTo(bytes);
    assertThat(store.unfinished()).isZero();
  }

  @Test
  void a_text_too_long_for_an_answer_is_behind_a_link_too() throws Exception {
    var csv = file("text/csv; charset=utf-8", new byte[2_500_001]);
    assertThat(carried(LONG, asked(HR), csv).status()).isEqualTo(303);
  }

  @Test
  void what_breaks_off_leaves_nothing_that_looks_whole() {
    var half =
        Response.file(
            "x.zip",
            "application/zip",
            writing(out -> {
              out.write(new byte[9_000_000]);
              throw new IOException("the database went away");
            }));
    assertThatThrownBy(() -> carried(LONG, asked(HR), half))
        .isInstanceOf(IOException.class)
        .hasMessage("the database went away");
    assertThat(store.names()).isEmpty();
    assertThat(store.unfinished()).isZero();
  }

  @Test
  void what_takes_too_long_is_ordered_and_found_by_who_asked_alone() throws Exception {
    var bytes = "AFD".getBytes(UTF_8);
    var answer = carried(Duration.ZERO, asked(HR), file("application/zip", bytes));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.headers()).containsKey("Retry-After");
    var location = location(answer);
    assertThat(location).startsWith("/v1/exports/");
    assertThat(found(HR, location).status()).isEqualTo(202);
    assertThatThrownBy(() -> found(OTHER, location)).hasMessageContaining("no export of this id");

    var order = order();
    exports(LONG)
        .fulfil(
            order,
            read -> {
              assertThat(read).isEqualTo(asked(HR));
              return file("application/zip", bytes);
            });
    var ready = found(HR, location);
    assertThat(ready.status()).isEqualTo(303);
    assertThat(fetched(location(ready)).body()).isEqualTo(bytes);
    assertThatThrownBy(() -> found(OTHER, location)).hasMessageContaining("no export of this id");
  }

  private static String order() {
    return store.names().stream()
        .map(name -> name.substring(BUCKET.length() + 1))
        .filter(name -> name.startsWith(CloudExports.ORDERS))
        .findFirst()
        .orElseThrow();
  }

  private static String ordered() throws Exception {
    return location(carried(Duration.ZERO, asked(HR), file("application/zip", new byte[9])));
  }

  @Test
  void an_order_that_comes_twice_is_fulfilled_once() throws Exception {
    ordered();
    var times = new AtomicInteger();
    for (var i = 0; i < 2; i++) {
      exports(LONG)
          .fulfil(
              order(),
              _ -> {
                times.incrementAndGet();
                return file("application/zip", new byte[9]);
              });
    }
    assertThat(times).hasValue(1);
  }

  @Test
  void who_ordered_what_may_no_longer_be_is_told_so() throws Exception {
    var location = ordered();
    exports(LONG)
        .fulfil(
            order(),
            _ -> {
              throw Problem.forbidden("not any more");
            });
    var refused = found(HR, location);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("not any more");
    assertThat(refused.contentType()).isEqualTo("application/problem+json");
  }

  @Test
  void a_trouble_that_passes_is_tried_again_and_an_order_is_given_up_in_the_end() throws Exception {
    var location = ordered();
    assertThatThrownBy(() ->
            exports(LONG)
                .fulfil(
                    order(),
                    _ -> {
                      throw Problem.unavailable("busy", "too many exports at once", 5);
                    }))
        .hasMessage("too many exports at once");
    assertThat(found(HR, location).status()).isEqualTo(202);
    // Our clock alone goes on: the bucket would find the question an hour late.
    assertThat(found(HR, location, Duration.ofMinutes(59))).isEqualTo(202);
    assertThat(found(HR, location, Duration.ofMinutes(61))).isEqualTo(404);
  }

  private static int found(Principal by, String location, Duration ahead) throws Exception {
    var exports = new CloudExports(shelf, () -> now().plus(ahead), LONG);
    try {
      return requireNonNull(exports.table().get("getExport")).answer(find(by, location)).status();
    } catch (Problem problem) {
      return problem.status();
    }
  }

  @Test
  void a_bucket_that_is_away_is_not_taken_for_an_empty_one() {
    store.away(true);
    try {
      assertThatThrownBy(() -> carried(LONG, asked(HR), file("application/zip", new byte[9])))
          .isInstanceOf(SdkException.class);
      assertThatThrownBy(() -> found(HR, "/v1/exports/0199aaaa-0000-7000-8000-000000000001"))
          .isInstanceOf(SdkException.class);
    } finally {
      store.away(false);
    }
  }

  @Test
  void an_id_that_is_none_is_told_so() {
    assertThatThrownBy(() -> found(HR, "/v1/exports/..%2F.."))
        .hasMessage("not the id of an export");
  }
}
