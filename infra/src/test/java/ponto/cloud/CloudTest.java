package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static ponto.cloud.Clouds.await;
import static ponto.cloud.Clouds.get;
import static ponto.cloud.Clouds.post;
import static ponto.cloud.Clouds.until;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import ponto.punch.Shape.WellFormed;
import ponto.punch.ShapeReader;
import ponto.punch.StrictUtf8;
import ponto.testing.Letters;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** A punch's way through the cloud, and what happens when something on it breaks. */
class CloudTest {
  private static LoopbackCloud cloud;
  private static Company samples;

  private final Instant now = Clouds.now();

  @BeforeAll
  static void open() throws Exception {
    cloud = Clouds.failing();
    samples = Company.open(cloud, "99888777000166", 1, Clouds.now());
  }

  @AfterAll
  static void close() throws Exception {
    cloud.close();
  }

  @Test
  void a_body_full_of_parameters_arrives_byte_equal_and_forges_nothing() throws Exception {
    var company = Company.open(cloud, "11222333000181", 2, now);
    var forgery =
        "&MessageAttribute.1.Name=subject&MessageAttribute.1.Value.DataType=String"
            + "&MessageAttribute.1.Value.StringValue=boss&Action=DeleteQueue&MessageBody=+%20%22";
    var behind = Letters.body(List.of(Letters.punch(1, now))) + forgery;
    assertThat(post(cloud, company.token(0), behind).statusCode()).isEqualTo(400);
    // Of a name that stands twice the last value has the shape: the first may hold anything.
    var within =
        " {\"punches\":\"%s\",\n\t\"punches\":[%s]} \n"
            .formatted(forgery, Letters.punch(1, now, ",\"badge\":\"&x=1+%2B%&y\""));
    var accepted = post(cloud, company.token(0), within);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    var letters = "FROM letter WHERE employer_id = " + company.employerId();
    await(cloud, "SELECT count(*) " + letters, 1);
    assertThat(cloud.database().asked("SELECT body " + letters)).isEqualTo(within);
    assertThat(cloud.database().asked("SELECT subject || ' ' || role " + letters))
        .isEqualTo(company.subject(0) + " worker");
    assertThat(accepted.body()).contains(cloud.database().asked("SELECT receipt " + letters));
  }

  @Test
  void what_became_of_a_punch_is_told_to_its_worker_and_to_no_other_employer() throws Exception {
    var company = Company.open(cloud, "12345678000195", 2, now);
    var other = Company.open(cloud, "98765432000198", 1, now);
    var body = Letters.body(List.of(Letters.punch(7, now)));
    assertThat(post(cloud, company.token(1), body).statusCode()).isEqualTo(202);
    var path = "/v1/punches/" + Letters.id(7);
    until(() -> get(cloud, company.token(1), path).statusCode(), 200, path);
    assertThat(get(cloud, company.token(1), path).body()).contains("\"status\":\"recorded\"");
    assertThat(get(cloud, other.token(0), path).statusCode()).isEqualTo(404);
    assertThat(get(cloud, "", path).statusCode()).isEqualTo(401);
  }

  @Test
  void a_file_that_takes_too_long_is_ordered_made_by_another_function_and_fetched_by_a_link()
      throws Exception {
    var company = Company.open(cloud, "33444555000181", 2, now);
    var punched = post(cloud, company.token(0), Letters.body(List.of(Letters.punch(33, now))));
    assertThat(punched.statusCode()).isEqualTo(202);
    var punch = "/v1/punches/" + Letters.id(33);
    until(() -> get(cloud, company.token(0), punch).statusCode(), 200, punch);

    var ordered = get(cloud, company.token(0), "/v1/receipts");
    assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(202);
    assertThat(ordered.headers().firstValue("Retry-After")).isPresent();
    var where = ordered.headers().firstValue("Location").orElseThrow();
    until(() -> get(cloud, company.token(0), where).statusCode(), 303, where);
    assertThat(get(cloud, company.token(1), where).statusCode()).isEqualTo(404);

    var link = get(cloud, company.token(0), where).headers().firstValue("Location").orElseThrow();
    var zip =
        Clouds.HTTP.send(
            HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofInputStream());
    assertThat(zip.statusCode()).isEqualTo(200);
    assertThat(zip.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"comprovantes.zip\"");
    try (var files = new ZipInputStream(zip.body())) {
      assertThat(files.getNextEntry()).isNotNull();
      assertThat(new String(files.readNBytes(4), UTF_8)).isEqualTo("%PDF");
      assertThat(files.getNextEntry()).isNull();
    }
    assertThat(cloud.buckets().counts()).containsEntry("orders", 1L).containsEntry("files", 1L);
  }

  @ParameterizedTest
  @MethodSource({"ponto.punch.Samples#accepted", "ponto.punch.Samples#refused"})
  void both_doors_give_the_same_answer_to_every_shape(String body) throws Exception {
    var local =
        StrictUtf8.decode(body.getBytes(UTF_8)).map(ShapeReader::check).orElse(null)
                instanceof WellFormed
            ? 202
            : 400;
    assertThat(post(cloud, samples.token(0), body).statusCode()).isEqualTo(local);
  }

  @Test
  void nobody_gets_in_without_a_good_token_and_nothing_but_json_does() throws Exception {
    var company = Company.open(cloud, "22333444000100", 1, now);
    var body = Letters.body(List.of(Letters.punch(1, now)));
    // Of the same issuer and for the same client: only the signature tells it.
    var foreign = new UserPool(template(), Clouds.CLOCK).idToken("x", Map.of("employer", "1"));
    for (var token : List.of("", "x.y.z", foreign, company.token(0) + "A")) {
      assertThat(post(cloud, token, body).statusCode()).isEqualTo(401);
    }
    var stranger = cloud.pool().idToken("x", Map.of("role", "worker"));
    assertThat(post(cloud, stranger, body).statusCode()).isEqualTo(403);
    var text =
        HttpRequest.newBuilder(cloud.address().resolve("/v1/punches"))
            .header("Content-Type", "text/plain")
            .header("Authorization", "Bearer " + company.token(0))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(Clouds.HTTP.send(text, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 403, 500, 503})
  void what_the_queue_does_not_take_is_a_503_with_the_time_to_come_again(int status)
      throws Exception {
    var sqs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sqs.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    sqs.start();
    var address = URI.create("http://127.0.0.1:" + sqs.getAddress().getPort());
    var gateway = new Gateway(template(), cloud.pool(), address, (_, event) -> event);
    try (var door = new HttpDoor(gateway, "demo", Clouds.CLOCK, 0)) {
      var answer =
          Clouds.HTTP.send(
              HttpRequest.newBuilder(door.address().resolve("/v1/punches"))
                  .header("Content-Type", "application/json")
                  .header("Authorization", "Bearer " + samples.token(0))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          Letters.body(List.of(Letters.punch(1, now)))))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    } finally {
      sqs.stop(0);
    }
  }

  private static Template template() throws Exception {
    return Template.read(Clouds.template(2)).with(cloud.database().facts());
  }

  @Test
  void a_poison_letter_among_99_good_ones_holds_nobody_up_and_is_not_lost() throws Exception {
    var company = Company.open(cloud, "33444555000119", 1, now);
    var mine = " employer_id = " + company.employerId();
    // A defect of ours, made real: the database refuses one punch and only that.
    cloud
        .database()
        .execute(
            "ALTER TABLE punch ADD CONSTRAINT defect CHECK (id <> '%s' OR employer_id <> %d)"
                .formatted(Letters.id(42), company.employerId()));
    handIn(company, 100);
    await(cloud, "SELECT count(*) FROM punch WHERE" + mine, 99);
    cloud.database().execute("ALTER TABLE punch DROP CONSTRAINT defect");
    await(cloud, "SELECT count(*) FROM punch WHERE" + mine, 100);
    assertThat(cloud.database().asked("SELECT count(*) FROM set_aside WHERE" + mine))
        .isEqualTo("0");
  }

  @Test
  void killed_between_commit_and_answer_nothing_is_lost_or_doubled() throws Exception {
    var company = Company.open(cloud, "44555666000128", 1, now);
    var failed = cloud.poller().failedBatches();
    cloud.recording().dieBeforeAnswer(true);
    handIn(company, 10);
    var mine = " employer_id = " + company.employerId();
    await(cloud, "SELECT count(*) FROM punch WHERE" + mine, 10);
    until(() -> cloud.poller().failedBatches() > failed, true, "a batch died");
    cloud.recording().dieBeforeAnswer(false);
    until(() -> cloud.queues().depth(cloud.lettersArn()), 0L, "letters in the queue");
    assertThat(
            cloud
                .database()
                .asked("SELECT count(*) || ' ' || sum(punches) FROM letter WHERE" + mine))
        .isEqualTo("10 10");
    assertThat(cloud.database().asked("SELECT count(*) FROM punch WHERE" + mine)).isEqualTo("10");
  }

  @Test
  void what_is_brought_back_from_the_dead_letters_ends_in_rows() throws Exception {
    var company = Company.open(cloud, "55666777000137", 1, now);
    var url = cloud.queues().url(cloud.deadArn());
    var attributes =
        Map.of(
            "subject",
            company.subject(0),
            "employer",
            Long.toString(company.employerId()),
            "role",
            "collector",
            "receipt",
            "dead-1",
            "receivedAt",
            Long.toString(now.toEpochMilli()),
            "sourceAddress",
            "127.0.0.1");
    var body = Letters.body(List.of(Letters.punch(1, now, ",\"badge\":\"C0\"")));
    cloud
        .queues()
        .client()
        .sendMessage(message ->
            message.queueUrl(url).messageBody(body).messageAttributes(asAttributes(attributes)));
    cloud.queues().redrive(cloud.deadArn());
    await(cloud, "SELECT count(*) FROM punch WHERE employer_id = " + company.employerId(), 1);
    assertThat(cloud.queues().depth(cloud.deadArn())).isZero();
  }

  private static Map<String, MessageAttributeValue> asAttributes(Map<String, String> values) {
    var attributes = new HashMap<String, MessageAttributeValue>();
    values.forEach((name, value) ->
        attributes.put(
            name, MessageAttributeValue.builder().dataType("String").stringValue(value).build()));
    return attributes;
  }

  /** So many letters of one punch each, from number 1 on. */
  private void handIn(Company company, int letters) throws Exception {
    for (var number : IntStream.rangeClosed(1, letters).toArray()) {
      var body = Letters.body(List.of(Letters.punch(number, now)));
      assertThat(post(cloud, company.token(0), body).statusCode()).isEqualTo(202);
    }
  }
}
