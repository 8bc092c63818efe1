package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

class GatewayTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:01:37.123Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  private static Template template;
  private static Queues queues;
  private static UserPool pool;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws Exception {
    template = TemplateTest.small();
    queues = new Queues(template);
    pool = new UserPool(template, CLOCK);
    gateway = new Gateway(template, pool, queues.address(), (_, event) -> event);
  }

  @AfterAll
  static void close() {
    queues.close();
  }

  @Test
  void a_punch_is_in_the_queue_with_what_the_token_says_when_it_is_answered() throws Exception {
    var body = "{\"punches\":[\"çã&a=b+c%20\\\"'\"]}";
    var reply = gateway.answer(post(token(), body));
    assertThat(text(reply)).isEqualTo("{\"receipt\":\"r-1\",\"day\":\"22\"}");
    assertThat(reply.status()).isEqualTo(202);
    var message = received();
    assertThat(message.body()).isEqualTo(body);
    assertThat(attributes(message))
        .isEqualTo(
            Map.of(
                "subject", "maria",
                "employer", "7",
                "role", "worker",
                "receipt", "r-1",
                "receivedAt", Long.toString(NOW.toEpochMilli()),
                "sourceAddress", "127.0.0.1"));
  }

  @Test
  void a_body_cannot_forge_an_attribute() throws Exception {
    var body =
        "{\"punches\":[\"x\"]}&MessageAttribute.1.Name=subject"
            + "&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=boss";
    assertThat(gateway.answer(post(token(), body)).status()).isEqualTo(400);
    var hidden = "{\"punches\":[\"&Action=DeleteQueue&MessageAttribute.2.Value.StringValue=8\"]}";
    assertThat(gateway.answer(post(token(), hidden)).status()).isEqualTo(202);
    var message = received();
    assertThat(message.body()).isEqualTo(hidden);
    assertThat(attributes(message)).containsEntry("employer", "7");
  }

  @Test
  void what_the_token_does_not_say_is_not_sent() throws Exception {
    var token = pool.idToken("maria", Map.of("employer", "7"));
    assertThat(gateway.answer(post(token, "{\"punches\":[\"a\"]}")).status()).isEqualTo(202);
    assertThat(attributes(received())).doesNotContainKey("role");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 500, 503})
  void a_queue_that_does_not_take_it_is_never_answered_202(int status) throws Exception {
    var sqs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sqs.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    sqs.start();
    try {
      var address = URI.create("http://127.0.0.1:" + sqs.getAddress().getPort());
      var reply = gatewayTo(address).answer(post(token(), "{\"punches\":[\"a\"]}"));
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.headers())
          .containsEntry("Retry-After", "5")
          .containsEntry("Content-Type", "application/problem+json");
    } finally {
      sqs.stop(0);
    }
    var nobody = gatewayTo(URI.create("http://127.0.0.1:1"));
    assertThat(nobody.answer(post(token(), "{\"punches\":[\"a\"]}")).status()).isEqualTo(504);
  }

  @Test
  void only_an_id_token_of_this_pool_for_this_client_that_has_not_expired_is_good()
      throws Exception {
    var good = pool.claims("maria", Map.of("employer", "7"));
    assertThat(status(pool.sign(good.build()))).isEqualTo(202);
    assertThat(status("")).isEqualTo(401);
    assertThat(status("nonsense")).isEqualTo(401);
    assertThat(status(bent(good.claim("token_use", "access")))).isEqualTo(401);
    assertThat(status(bent(good.claim("token_use", "id").audience("another")))).isEqualTo(401);
    assertThat(status(bent(good.audience("Page").issuer("https://else.example")))).isEqualTo(401);
    var expired = pool.claims("maria", Map.of()).expirationTime(Date.from(NOW));
    assertThat(status(bent(expired))).isEqualTo(401);
    assertThat(status(new UserPool(template, CLOCK).idToken("maria", Map.of()))).isEqualTo(401);
    var token = token();
    assertThat(status(token.substring(0, token.length() - 4) + "AAAA")).isEqualTo(401);
    received();
  }

  @Test
  void shape_and_media_type_are_asked_at_the_gateway() throws Exception {
    for (var body :
        List.of(
            "", "{}", "[]", "{\"punches\":[]}", "{\"punches\":[1]}", "{\"punches\":[\"a\"]} x")) {
      assertThat(gateway.answer(post(token(), body)).status()).as(body).isEqualTo(400);
    }
    var many = "{\"punches\":[" + "\"a\",".repeat(100) + "\"a\"]}";
    assertThat(gateway.answer(post(token(), many)).status()).isEqualTo(400);
    var xml =
        gateway.answer(
            call(
                "POST",
                "/v1/punches",
                Map.of("Authorization", token(), "Content-Type", "text/xml"),
                "<x/>"));
    assertThat(xml.status()).isEqualTo(415);
    assertThat(text(xml))
        .isEqualTo("{\"type\":\"UNSUPPORTED_MEDIA_TYPE\",\"detail\":\"Unsupported Media Type\"}");
    assertThat(xml.headers()).containsEntry("Access-Control-Allow-Origin", "https://clock.example");
    var charset =
        Map.of("Authorization", token(), "Content-Type", "application/json; charset=utf-8");
    assertThat(
            gateway.answer(call("POST", "/v1/punches", charset, "{\"punches\":[\"a\"]}")).status())
        .isEqualTo(202);
    received();
  }

  @Test
  void a_question_before_the_request_is_answered_without_a_token() throws Exception {
    var reply = gateway.answer(call("OPTIONS", "/v1/punches", Map.of(), ""));
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers()).containsEntry("Access-Control-Allow-Methods", "POST");
  }

  @Test
  void a_function_is_asked_with_the_path_and_the_claims() throws Exception {
    var answering =
        new Gateway(
            template,
            pool,
            queues.address(),
            (arn, event) -> {
              assertThat(arn).endsWith(":function:Record:live");
              assertThat(new String(event, UTF_8))
                  .contains(
                      "\"pathParameters\":{\"id\":\"abc\"}",
                      "\"custom:employer\":\"7\"",
                      "\"body\":null");
              return "{\"statusCode\":404,\"headers\":{\"A\":\"b\"},\"body\":\"gone\"}"
                  .getBytes(UTF_8);
            });
    var reply =
        answering.answer(
            call("GET", "/v1/punches/abc", Map.of("Authorization", "Bearer " + token()), ""));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.headers()).containsEntry("A", "b");
    assertThat(text(reply)).isEqualTo("gone");
    assertThat(gateway.answer(call("GET", "/nowhere", Map.of(), "")).status()).isEqualTo(403);
  }

  @Test
  void a_stage_lets_so_many_pass_and_no_more() {
    var nanos = new long[] {0};
    var throttle = new Throttle(10, 2, () -> nanos[0]);
    assertThat(throttle.admits()).isTrue();
    assertThat(throttle.admits()).isTrue();
    assertThat(throttle.admits()).isFalse();
    nanos[0] = 100_000_000;
    assertThat(throttle.admits()).isTrue();
    assertThat(throttle.admits()).isFalse();
  }

  private static Gateway gatewayTo(URI address) {
    return new Gateway(template, pool, address, (_, event) -> event);
  }

  private static int status(String token) throws InterruptedException {
    return gateway.answer(post(token, "{\"punches\":[\"a\"]}")).status();
  }

  private static String bent(JWTClaimsSet.Builder claims) {
    return pool.sign(claims.build());
  }

  private static String token() {
    return pool.idToken("maria", Map.of("employer", "7", "role", "worker"));
  }

  private static Call post(String token, String body) {
    return call("POST", "/v1/punches", Map.of("Authorization", "Bearer " + token), body);
  }

  private static Call call(String method, String path, Map<String, String> headers, String body) {
    var all = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return new Call(
        "r-1",
        NOW,
        "demo",
        method,
        path,
        new TreeMap<>(),
        all,
        "127.0.0.1",
        Map.of(),
        body,
        body.getBytes(UTF_8).length);
  }

  private static String text(Reply reply) {
    return UTF_8.decode(reply.body()).toString();
  }

  private static Message received() {
    var url = queues.url("ponto-demo-letters");
    var messages =
        queues
            .client()
            .receiveMessage(
                ask -> ask.queueUrl(url).messageAttributeNames("All").waitTimeSeconds(20))
            .messages();
    assertThat(messages).hasSize(1);
    queues
        .client()
        .deleteMessage(
            delete -> delete.queueUrl(url).receiptHandle(messages.getFirst().receiptHandle()));
    return messages.getFirst();
  }

  private static Map<String, String> attributes(Message message) {
    var attributes = new TreeMap<String, String>();
    message.messageAttributes().forEach((name, value) -> attributes.put(name, value.stringValue()));
    return attributes;
  }
}
