package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Only what this installation's own key signed, for it and not too long ago, opens the door. */
final class ForgedTokenTest {
  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static RSAKey ours;

  @BeforeAll
  static void open() throws IOException, ParseException {
    site = Site.demo();
    ours = RSAKey.parse(Files.readString(site.data().resolve("keys/key-1.json")));
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static JWTClaimsSet.Builder claims() {
    var now = Main.CLOCK.instant();
    return new JWTClaimsSet.Builder()
        .subject(site.worker(1).get("/v1/me").text("subject"))
        .claim("employer", Long.toString(site.employer()))
        .claim("role", "worker")
        .claim("worker", Demo.cpf(1))
        .claim("hand_in_only", false)
        .issuer("urn:ponto:local")
        .audience("ponto")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
  }

  private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    var header = new JWSHeader.Builder(algorithm).keyID(ours.getKeyID()).build();
    var token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  private static String genuine(JWTClaimsSet.Builder claims) throws JOSEException {
    return signed(JWSAlgorithm.RS256, new RSASSASigner(ours), claims.build());
  }

  private static Map<String, String> forged() throws JOSEException {
    var past = Date.from(Main.CLOCK.instant().minus(Duration.ofHours(2)));
    var future = Date.from(Main.CLOCK.instant().plus(Duration.ofHours(2)));
    var good = genuine(claims());
    var parts = good.split("\\.", -1);
    var foreign = new RSAKeyGenerator(2048).keyID(ours.getKeyID()).generate();
    var tokens = new LinkedHashMap<String, String>();
    tokens.put("garbage", "garbage");
    tokens.put("three dots", "..");
    tokens.put("not base64", "%.%.%");
    tokens.put("alg none", new PlainJWT(claims().build()).serialize());
    tokens.put("alg none, three parts", new PlainJWT(claims().build()).serialize() + "x");
    tokens.put("without its signature", parts[0] + "." + parts[1] + ".");
    tokens.put("another's payload", parts[0] + "." + parts[1].substring(1) + "." + parts[2]);
    tokens.put(
        "HS256 with the public key",
        signed(
            JWSAlgorithm.HS256,
            new MACSigner(ours.toPublicJWK().toRSAPublicKey().getEncoded()),
            claims().build()));
    tokens.put("RS512", signed(JWSAlgorithm.RS512, new RSASSASigner(ours), claims().build()));
    tokens.put(
        "a foreign key", signed(JWSAlgorithm.RS256, new RSASSASigner(foreign), claims().build()));
    tokens.put("another issuer", genuine(claims().issuer("https://evil.example")));
    tokens.put("another audience", genuine(claims().audience("other")));
    tokens.put("expired", genuine(claims().issueTime(past).expirationTime(past)));
    tokens.put("not yet valid", genuine(claims().notBeforeTime(future)));
    tokens.put("without an end", genuine(claims().expirationTime(null)));
    tokens.put("without a subject", genuine(claims().subject(null)));
    tokens.put("without an employer", genuine(claims().claim("employer", null)));
    tokens.put("employer 0", genuine(claims().claim("employer", "0")));
    tokens.put("role root", genuine(claims().claim("role", "root")));
    tokens.put("worker of 3 digits", genuine(claims().claim("worker", "123")));
    tokens.put("too long", "x".repeat(8_193));
    return tokens;
  }

  @Test
  void a_forged_token_is_401_for_reading_and_punching_and_nothing_is_stored() throws Exception {
    var before = Books.settled(site);
    for (var forgery : forged().entrySet()) {
      var caller = site.bearer(forgery.getValue());
      var told = caller.get("/v1/me");
      assertThat(told.status()).as(forgery.getKey()).isEqualTo(401);
      assertThat(told.header("WWW-Authenticate")).isEqualTo("Bearer");
      told.problem(401);
      caller.punch(Press.own(Press.newId())).problem(401);
    }
    assertThat(Books.settled(site)).isEqualTo(before);
  }

  @Test
  void no_token_and_other_schemes_are_401() {
    site.nobody().get("/v1/me").problem(401);
    var good = String.valueOf(site.worker(1).token());
    for (var header : new String[] {"", "Bearer", "Bearer ", "Basic " + good, good}) {
      site.nobody().get("/v1/me", "Authorization", header).problem(401);
    }
  }

  @Test
  void a_token_that_our_own_key_signed_opens_whatever_the_scheme_is_spelled_like()
      throws Exception {
    var genuine = genuine(claims());
    site.bearer(genuine).get("/v1/me").expect(200);
    site.nobody().get("/v1/me", "Authorization", "bEaReR " + genuine).expect(200);
  }

  @Test
  void a_token_without_a_worker_punches_for_nobody_and_is_set_aside() throws Exception {
    var id = Press.newId();
    var token = genuine(claims().claim("worker", null));
    site.bearer(token).punch(Press.own(id)).expect(202);
    var seen = site.as("rh").settled(id);
    assertThat(seen.text("status")).isEqualTo("set-aside");
    assertThat(seen.text("reason")).isEqualTo("not-permitted");
  }

  @Test
  void a_token_in_the_address_or_the_body_is_no_token() {
    var token = site.worker(1).token();
    site.nobody().get("/v1/me?access_token=" + token).problem(401);
    site.nobody()
        .send("POST", "/v1/punches?token=" + token, BodyPublishers.ofString("token=" + token))
        .problem(401);
  }
}
