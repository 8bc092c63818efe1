package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.issuer.Provider.Token;

/** Who a token of the company's provider is here, and which tokens are nobody's. */
final class ProviderTokensTest {
  /** Longer than a key that was taken away is believed, and than the pause between two fetches. */
  private static final Duration KEYS_FRESH = Duration.ofMinutes(11);

  private static final Duration PAUSE = Duration.ofSeconds(11);
  private static final Duration STANDING_FRESH = Duration.ofMinutes(6);

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static TestProvider provider;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static String employer;

  private static volatile Duration passed = Duration.ZERO;

  @BeforeAll
  static void open() {
    provider = new TestProvider();
    site = Site.demo(Site.WORKERS, () -> passed, provider.settings(Token.ACCESS_TOKEN));
    employer = site.ask("SELECT document FROM employer");
  }

  @AfterAll
  static void close() {
    site.close();
    provider.close();
  }

  private static void passes(Duration time) {
    passed = passed.plus(time);
  }

  private static JWTClaimsSet.Builder claims(String role) {
    return provider.claims(role + "-1", role, employer, site.now());
  }

  private static JWTClaimsSet.Builder worker(int number) {
    return provider
        .claims("worker-" + number, "worker", employer, site.now())
        .claim("ponto_worker", Demo.cpf(number));
  }

  private static Caller bearer(JWTClaimsSet.Builder claims) {
    return site.bearer(TestProvider.sign(provider.key(), claims.build()));
  }

  /** Waits out the first moment, in which the provider has not been asked yet. */
  private static Answer me(JWTClaimsSet.Builder claims) {
    var caller = bearer(claims);
    return Patience.until("me", () -> caller.get("/v1/me"), answer -> answer.status() != 503);
  }

  @Test
  void the_page_learns_where_to_sign_in_and_no_password_is_taken_here() {
    me(worker(1)).expect(200);
    var config = site.nobody().get("/config.json").expect(200);
    assertThat(config.text("login")).isEqualTo("oidc");
    assertThat(config.text("issuer")).isEqualTo(provider.issuer());
    assertThat(config.text("clientId")).isEqualTo("ponto");
    assertThat(config.text("scopes")).isEqualTo("openid profile offline_access");
    assertThat(config.text("bearer")).isEqualTo("access_token");
    assertThat(config.text("tokenEndpoint")).startsWith(provider.issuer());
    var policy = site.nobody().get("/").header("Content-Security-Policy");
    assertThat(policy).contains("connect-src 'self' " + provider.issuer()).doesNotContain("*");
    var refused = site.nobody().session("rh", Site.PASSWORD).problem(404);
    assertThat(refused.text("type")).endsWith(":signed-in-elsewhere");
    site.nobody().post("/v1/sessions/refresh", "{\"refreshToken\":\"x\"}").problem(404);
  }

  @Test
  void a_worker_punches_and_sees_its_own() {
    var caller = bearer(worker(2));
    var me = me(worker(2)).expect(200);
    assertThat(me.text("role")).isEqualTo("worker");
    assertThat(me.text("worker")).isEqualTo(Demo.cpf(2));
    assertThat(me.text("name")).isEqualTo("Pessoa worker");
    var id = Press.newId();
    caller.punch(Press.own(id)).expect(202);
    caller.settled(id);
    assertThat(site.ask("SELECT cpf FROM punch WHERE id = '%s'".formatted(id)))
        .isEqualTo(Demo.cpf(2));
    bearer(worker(3)).get("/v1/punches/" + id).expect(404);
  }

  @Test
  void the_claims_decide_what_somebody_may() {
    var everybody = Map.of("hr", 200, "auditor", 200, "worker", 403, "admin", 403);
    me(claims("hr")).expect(200);
    everybody.forEach((role, status) ->
        assertThat(bearer(claims(role)).get("/v1/set-aside").status()).as(role).isEqualTo(status));
    var collector = bearer(claims("collector"));
    var id = Press.newId();
    collector.punch(Press.by(id, Demo.cpf(4))).expect(202);
    collector.settled(id);
  }

  @Test
  void a_manager_from_the_provider_sees_the_people_that_were_made_its_own() {
    var manager = bearer(claims("manager"));
    var subject = me(claims("manager")).expect(200).text("subject");
    assertThat(manager.get("/v1/workers").expect(200).items()).isEmpty();
    site.execute(
        """
        INSERT INTO supervision (employer_id, manager, worker_id)
        SELECT employer_id, '%s', worker_id FROM worker WHERE cpf = '%s'
        """
            .formatted(subject, Demo.cpf(5)));
    assertThat(manager.get("/v1/workers").expect(200).items())
        .extracting(worker -> worker.get("cpf"))
        .containsExactly(Demo.cpf(5));
    // The same person, whatever the token.
    assertThat(me(claims("manager").claim("name", "Outro Nome")).text("subject"))
        .isEqualTo(subject);
    assertThat(site.ask("SELECT name FROM account WHERE subject = '%s'".formatted(subject)))
        .isEqualTo("Outro Nome");
  }

  @Test
  void who_is_nobody_here_is_told_which_claim_is_missing() {
    var strangers = new LinkedHashMap<String, JWTClaimsSet.Builder>();
    strangers.put("ponto_employer", worker(1).claim("ponto_employer", null));
    strangers.put("ponto_employer ", worker(1).claim("ponto_employer", "11444777000161"));
    strangers.put("ponto_employer  ", worker(1).claim("ponto_employer", 11222333000181L));
    strangers.put(
        "ponto_employer   ",
        worker(1).claim("ponto_employer", List.of(employer, "11444777000161")));
    strangers.put("ponto_role", worker(1).claim("ponto_role", "chefe"));
    strangers.put("ponto_role ", worker(1).claim("ponto_role", List.of("hr", "admin")));
    strangers.put("ponto_worker", worker(1).claim("ponto_worker", "123"));
    me(worker(1)).expect(200);
    strangers.forEach((claim, claims) -> {
      for (var answer :
          List.of(bearer(claims).get("/v1/me"), bearer(claims).punch(Press.own(Press.newId())))) {
        var problem = answer.problem(403);
        assertThat(problem.text("type")).endsWith(":not-provisioned");
        assertThat(problem.text("detail")).contains(claim.strip()).doesNotContain("chefe");
      }
    });
    var many = worker(1).claim("ponto_role", List.of("offline_access", "worker"));
    assertThat(me(many.claim("ponto_employer", List.of("11.222.333/0001-81"))).text("role"))
        .isEqualTo("worker");
  }

  @Test
  void a_dismissed_worker_only_hands_in_and_after_thirty_days_nothing_is_shown() {
    me(worker(6)).expect(200);
    var day = site.now().minus(Duration.ofDays(10)).toString();
    var dismissal = "UPDATE worker SET dismissed_on = '%s'::timestamptz::date WHERE cpf = '%s'";
    site.execute(dismissal.formatted(day, Demo.cpf(6)));
    passes(STANDING_FRESH);
    assertThat(me(worker(6)).expect(200).text("handInOnly")).isEqualTo("true");
    bearer(worker(6)).get("/v1/punches").problem(403);
    bearer(worker(6)).punch(Press.own(Press.newId())).expect(202);

    var longAgo = site.now().minus(Duration.ofDays(40)).toString();
    site.execute(dismissal.formatted(longAgo, Demo.cpf(6)));
    passes(STANDING_FRESH);
    assertThat(me(worker(6)).problem(403).text("type")).endsWith(":account-ended");
    bearer(worker(6)).punch(Press.own(Press.newId())).expect(202);
  }

  @Test
  void what_the_provider_did_not_sign_for_this_clock_opens_nothing() throws Exception {
    me(worker(1)).expect(200);
    var key = provider.key();
    var now = site.now();
    var foreign = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
    var tokens = new LinkedHashMap<String, String>();
    tokens.put("alg none", new PlainJWT(worker(1).build()).serialize());
    tokens.put("foreign key, our kid", TestProvider.sign(foreign, worker(1).build()));
    tokens.put("RS512", signed(JWSAlgorithm.RS512, key));
    tokens.put("HS256 with the public key", hmac(key));
    unfit(now)
        .forEach((name, change) ->
            tokens.put(name, TestProvider.sign(key, change.apply(worker(1)).build())));
    var good = TestProvider.sign(key, worker(1).build()).split("\\.", -1);
    tokens.put("no signature", good[0] + "." + good[1] + ".");
    tokens.put("a clock's own token", "eyJhbGciOiJub25lIn0.e30.");
    tokens.forEach((name, token) -> {
      var caller = site.bearer(token);
      assertThat(caller.get("/v1/me").status()).as(name).isEqualTo(401);
      assertThat(caller.punch(Press.own(Press.newId())).status()).as(name).isEqualTo(401);
    });
  }

  private static Map<String, UnaryOperator<JWTClaimsSet.Builder>> unfit(Instant now) {
    var far = Duration.ofMinutes(5);
    return Map.of(
        "another audience", claims -> claims.audience("another"),
        "another issuer", claims -> claims.issuer("https://login.example"),
        "the issuer with a slash", claims -> claims.issuer(provider.issuer() + "/"),
        "no issuer", claims -> claims.issuer(null),
        "expired", claims -> claims.expirationTime(Date.from(now.minus(far))),
        "never expires", claims -> claims.expirationTime(null),
        "not yet", claims -> claims.notBeforeTime(Date.from(now.plus(far))),
        "of tomorrow", claims -> claims.issueTime(Date.from(now.plus(far))),
        "nobody's", claims -> claims.subject(null),
        "an ID token", claims -> claims.claim("token_use", "id"));
  }

  private static String signed(JWSAlgorithm algorithm, RSAKey key) throws Exception {
    var token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), worker(1).build());
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private static String hmac(RSAKey key) throws Exception {
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
            worker(1).build());
    token.sign(new MACSigner(Arrays.copyOf(key.toPublicJWK().toJSONString().getBytes(UTF_8), 64)));
    return token.serialize();
  }

  @Test
  void a_new_key_is_taken_without_a_restart_and_one_that_was_taken_away_is_refused() {
    var old = provider.key();
    var before = site.bearer(TestProvider.sign(old, longLived()));
    Patience.until("me", () -> before.get("/v1/me"), answer -> answer.status() == 200);

    passes(PAUSE);
    var next = TestProvider.newKey();
    provider.publish(next, old);
    me(worker(1)).expect(200);
    before.get("/v1/me").expect(200);

    provider.publish(next);
    passes(KEYS_FRESH);
    Patience.until("the old key", () -> before.get("/v1/me"), answer -> answer.status() == 401);
    assertThat(before.punch(Press.own(Press.newId())).status()).isEqualTo(401);
    me(worker(1)).expect(200);
  }

  private static JWTClaimsSet longLived() {
    return worker(1).expirationTime(Date.from(site.now().plus(Duration.ofDays(1)))).build();
  }

  @Test
  void made_up_key_ids_do_not_hammer_the_provider() throws Exception {
    me(worker(1)).expect(200);
    passes(PAUSE);
    provider.asked();
    for (var i = 0; i < 50; i++) {
      var key = new RSAKey.Builder(provider.key()).keyID("made-up-" + i).build();
      var answer = site.bearer(TestProvider.sign(key, worker(1).build())).get("/v1/me");
      assertThat(answer.status()).isIn(401, 503);
    }
    assertThat(provider.asked().stream().filter(path -> path.contains("jwks"))).hasSizeLessThan(3);
    me(worker(1)).expect(200);
  }

  @Test
  void while_the_provider_is_away_known_keys_are_good_and_new_ones_are_waited_for() {
    var known = bearer(worker(7));
    me(worker(7)).expect(200);
    provider.away(true);
    try {
      passes(PAUSE);
      assertThat(known.get("/v1/me").status()).isEqualTo(200);
      var id = Press.newId();
      bearer(worker(7)).punch(Press.own(id)).expect(202);
      var unknown =
          site.bearer(TestProvider.sign(TestProvider.newKey(), worker(7).build()))
              .punch(Press.own(Press.newId()));
      assertThat(unknown.problem(503).text("type")).endsWith(":provider-away");
      assertThat(unknown.header("Retry-After")).isNotBlank();
    } finally {
      provider.away(false);
    }
  }

  @Test
  void a_clock_that_starts_without_its_provider_opens_and_takes_punches_when_it_comes() {
    try (var late = new TestProvider()) {
      late.away(true);
      var lead = new Duration[] {Duration.ZERO};
      try (var alone = Site.demo(1, () -> lead[0], late.settings(Token.ACCESS_TOKEN))) {
        var claims =
            late.claims("worker-1", "worker", employer, alone.now())
                .claim("ponto_worker", Demo.cpf(1))
                .build();
        var caller = alone.bearer(TestProvider.sign(late.key(), claims));
        var id = Press.newId();
        var answer = caller.punch(Press.own(id));
        assertThat(answer.problem(503).text("type")).endsWith(":provider-away");
        late.away(false);
        lead[0] = PAUSE;
        Patience.until(
            "the punch", () -> caller.punch(Press.own(id)), seen -> seen.status() == 202);
        caller.settled(id);
      }
    }
  }

  @Test
  void where_id_tokens_are_wanted_no_other_token_is_taken() {
    try (var other = Site.demo(1, () -> passed, provider.settings(Token.ID_TOKEN))) {
      var key = provider.key();
      UnaryOperator<JWTClaimsSet.Builder> same = claims -> claims;
      assertThat(idToken(other, same).get("/v1/me").text("worker")).isEqualTo(Demo.cpf(1));
      idToken(other, claims -> claims.claim("token_use", "id").claim("azp", "ponto"))
          .get("/v1/me")
          .expect(200);
      idToken(other, claims -> claims.claim("token_use", "access")).get("/v1/me").problem(401);
      idToken(other, claims -> claims.claim("azp", "another")).get("/v1/me").problem(401);
      other.bearer(TestProvider.sign(key, worker(1).build())).get("/v1/me").problem(401);
    }
  }

  private static Caller idToken(Site at, UnaryOperator<JWTClaimsSet.Builder> change) {
    var claims = change.apply(worker(1)).build();
    var caller = at.bearer(TestProvider.sign(provider.key(), claims, JOSEObjectType.JWT));
    Patience.until("me", () -> caller.get("/v1/me"), answer -> answer.status() != 503);
    return caller;
  }
}
