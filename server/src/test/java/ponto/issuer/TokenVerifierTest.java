package ponto.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.issuer.Verified.Denied;
import ponto.issuer.Verified.Granted;

/** A token speaks for somebody only if this issuer signed it, for us, and for now. */
class TokenVerifierTest {
  private static final Principal WORKER =
      new Principal("6f1c", 42, Role.WORKER, "52998224725", false);

  @TempDir static Path folder;

  private final Clock clock = new Clock();
  private final SigningKeys keys;
  private final TokenVerifier verifier;

  TokenVerifierTest() throws IOException {
    keys = SigningKeys.open(folder);
    verifier = new TokenVerifier(Realm.LOCAL, keys.source(), clock);
  }

  @BeforeEach
  void aGenuineTokenIsGranted() {
    assertThat(verifier.verify(keys.sign(claims().build())))
        .isEqualTo(new Granted(WORKER, Clock.START.plusSeconds(1800)));
  }

  @Test
  void the_principal_is_what_the_claims_say() {
    var dismissed = new Principal("s", 999_999_999_999_999_999L, Role.HR, null, true);

    var verified = verifier.verify(keys.sign(claims(dismissed).build()));

    assertThat(verified).isEqualTo(new Granted(dismissed, Clock.START.plusSeconds(1800)));
  }

  @Test
  void a_token_of_an_older_key_is_granted_after_a_rotation(@TempDir Path data) throws Exception {
    var old = SigningKeys.open(data).sign(claims().build());
    var rotated = new TokenVerifier(Realm.LOCAL, SigningKeys.addTo(data).source(), clock);

    assertThat(rotated.verify(old)).isInstanceOf(Granted.class);
  }

  @TestFactory
  Stream<DynamicTest> what_is_forged_or_not_meant_for_us_is_denied() throws Exception {
    return forged().entrySet().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.getKey(),
                () -> {
                  assertThat(verifier.verify(each.getValue())).isInstanceOf(Denied.class);
                  assertThat(verifier.remembered()).as("only the genuine one").isEqualTo(1);
                }));
  }

  private Map<String, String> forged() throws Exception {
    var genuine = keys.sign(claims().build());
    var parts = genuine.split("\\.");
    return Map.ofEntries(
        Map.entry("no token", ""),
        Map.entry("no dots", "token"),
        Map.entry("two dots", ".."),
        Map.entry("not Base64", "{}.{}.{}"),
        Map.entry("a space before", " " + genuine),
        Map.entry("a line after", genuine + "\n"),
        Map.entry("a padded signature", genuine + "="),
        Map.entry("a part too many", genuine + ".x"),
        Map.entry("no signature", parts[0] + "." + parts[1] + "."),
        Map.entry("a long token", genuine + "a".repeat(TokenVerifier.TOKEN_LENGTH_MAX)),
        Map.entry("alg none", new PlainJWT(claims().build()).serialize()),
        Map.entry(
            "alg none, signed", encode("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]),
        Map.entry("alg nonE", encode("{\"alg\":\"nonE\"}") + "." + parts[1] + "." + parts[2]),
        Map.entry("no alg", encode("{}") + "." + parts[1] + "." + parts[2]),
        Map.entry("nested", encode("[".repeat(4_000)) + "." + parts[1] + "." + parts[2]),
        Map.entry("HS256 with the public key", macWithThePublicKey()),
        Map.entry("RS512 by our key", signed(JWSAlgorithm.RS512, privateKey(), claims().build())),
        Map.entry("PS256 by our key", signed(JWSAlgorithm.PS256, privateKey(), claims().build())),
        Map.entry("a foreign key under our kid", foreignKeyUnder(privateKey().getKeyID())),
        Map.entry("a foreign key under its own kid", foreignKeyUnder("foreign")),
        Map.entry("a foreign key that it brings along", foreignKeyBroughtAlong()),
        Map.entry("other claims under the signature", otherClaimsUnder(parts)),
        Map.entry("an unknown critical header", critical()));
  }

  @TestFactory
  Stream<DynamicTest> what_the_claims_must_not_be_is_denied() {
    var of =
        Map.<String, JWTClaimsSet.Builder>ofEntries(
            Map.entry("another issuer", claims().issuer("urn:ponto:other")),
            Map.entry("no issuer", claims().issuer(null)),
            Map.entry("another audience", claims().audience("other")),
            Map.entry("no audience", claims().audience((String) null)),
            Map.entry("no subject", claims().subject(null)),
            Map.entry("an empty subject", claims().subject("")),
            Map.entry("no expiry", claims().expirationTime(null)),
            Map.entry("an expiry in words", claims().claim("exp", "tomorrow")),
            Map.entry("no issue time", claims().issueTime(null)),
            Map.entry("expired a second ago", claims().expirationTime(at(-1))),
            Map.entry("expiring now", claims().expirationTime(at(0))),
            Map.entry("not yet valid", claims().notBeforeTime(at(3600))),
            Map.entry("no employer", claims().claim("employer", null)),
            Map.entry("an employer as number", claims().claim("employer", 42)),
            Map.entry("an employer in words", claims().claim("employer", "forty-two")),
            Map.entry("a negative employer", claims().claim("employer", "-1")),
            Map.entry("an endless employer", claims().claim("employer", "9".repeat(19))),
            Map.entry("no role", claims().claim("role", null)),
            Map.entry("an unknown role", claims().claim("role", "root")),
            Map.entry("a role in capitals", claims().claim("role", "ADMIN")),
            Map.entry("roles", claims().claim("role", List.of("admin"))),
            Map.entry("a worker as number", claims().claim("worker", 52998224725L)),
            Map.entry("a worker of ten digits", claims().claim("worker", "5299822472")),
            Map.entry("hand_in_only as text", claims().claim("hand_in_only", "false")));
    return of.entrySet().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.getKey(),
                () -> {
                  var token = keys.sign(each.getValue().build());
                  assertThat(verifier.verify(token)).isInstanceOf(Denied.class);
                }));
  }

  @Test
  void a_remembered_token_is_denied_from_its_expiry_on_and_then_forgotten() {
    var token = keys.sign(claims().build());
    clock.pass(Duration.ofSeconds(1799));
    assertThat(verifier.verify(token)).isInstanceOf(Granted.class);

    clock.pass(Duration.ofSeconds(1));

    assertThat(verifier.verify(token)).isInstanceOf(Denied.class);
    assertThat(verifier.remembered()).isZero();
  }

  @Test
  void the_signature_of_a_remembered_token_is_not_verified_again() {
    var token = keys.sign(claims().build());
    var first = verifier.verify(token);

    assertThat(verifier.verify(new String(token.toCharArray()))).isSameAs(first);
  }

  @Test
  void the_memory_of_tokens_is_bounded() {
    var small = new TokenVerifier(Realm.LOCAL, keys.source(), clock, 10);
    for (var i = 0; i < 50; i++) {
      assertThat(small.verify(keys.sign(claims().jwtID("t" + i).build())))
          .isInstanceOf(Granted.class);
    }

    assertThat(small.remembered()).isLessThanOrEqualTo(10);
  }

  @Test
  void one_token_has_one_spelling() {
    var token = keys.sign(claims().build());
    // The last of 342 characters carries 4 bits of the 2,048; the other two are nobody's.
    var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    var last = alphabet.indexOf(token.charAt(token.length() - 1));
    var respelled = token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1);

    assertThat(verifier.verify(respelled)).isInstanceOf(Denied.class);
    assertThat(
            verifier.verify(
                token.substring(0, token.length() - 9) + "*" + token.substring(token.length() - 9)))
        .isInstanceOf(Denied.class);
  }

  @Test
  void no_mutation_of_a_token_is_granted_or_breaks_anything() {
    var token = keys.sign(claims().build());
    var random = new SplittableRandom(7);
    for (var i = 0; i < 3_000; i++) {
      var mutated = new StringBuilder(token);
      for (var changes = random.nextInt(1, 4); changes > 0; changes--) {
        var at = random.nextInt(mutated.length());
        switch (random.nextInt(3)) {
          case 0 -> mutated.setCharAt(at, (char) random.nextInt(33, 127));
          case 1 -> mutated.deleteCharAt(at);
          default -> mutated.insert(at, (char) random.nextInt(0, 0x2000));
        }
      }
      if (!mutated.toString().equals(token)) {
        assertThat(verifier.verify(mutated.toString())).isInstanceOf(Denied.class);
      }
    }
    assertThat(verifier.remembered()).isEqualTo(1);
  }

  @Test
  void what_is_denied_is_not_repeated() {
    var token = encode("{\"alg\":\"RS256\",\"secret\":x}") + "." + encode("secret") + ".AAAA";

    assertThat(verifier.verify(token).toString()).doesNotContain("secret").doesNotContain("AAAA");
  }

  static JWTClaimsSet.Builder claims() {
    return claims(WORKER);
  }

  private static JWTClaimsSet.Builder claims(Principal principal) {
    return TokenClaims.write(principal)
        .issuer(Realm.LOCAL.issuer())
        .audience(Realm.LOCAL.audience())
        .issueTime(at(0))
        .expirationTime(at(1800));
  }

  private static Date at(long seconds) {
    Instant instant = Clock.START.plusSeconds(seconds);
    return Date.from(instant);
  }

  private String macWithThePublicKey() throws Exception {
    var secret = privateKey().toRSAPublicKey().getEncoded();
    var token =
        new SignedJWT(header(JWSAlgorithm.HS256, privateKey().getKeyID()), claims().build());
    token.sign(new MACSigner(secret));
    return token.serialize();
  }

  private String foreignKeyUnder(String kid) throws Exception {
    var foreign = new RSAKeyGenerator(2048).keyID(kid).generate();
    return signed(JWSAlgorithm.RS256, foreign, claims().build());
  }

  private String foreignKeyBroughtAlong() throws Exception {
    var foreign = new RSAKeyGenerator(2048).keyID("foreign").generate();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .jwk(foreign.toPublicJWK())
            .keyID("foreign")
            .build();
    var token = new SignedJWT(header, claims().build());
    token.sign(new RSASSASigner(foreign));
    return token.serialize();
  }

  private String critical() throws Exception {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID(privateKey().getKeyID())
            .criticalParams(Set.of("urn:x"))
            .customParam("urn:x", "y")
            .build();
    var token = new SignedJWT(header, claims().build());
    token.sign(new RSASSASigner(privateKey()));
    return token.serialize();
  }

  private static String otherClaimsUnder(String[] parts) {
    var payload =
        Base64URL.from(parts[1]).decodeToString().replace("\"worker\":\"5", "\"worker\":\"6");
    return parts[0] + "." + encode(payload) + "." + parts[2];
  }

  private static String signed(JWSAlgorithm algorithm, RSAKey key, JWTClaimsSet claims)
      throws Exception {
    var token = new SignedJWT(header(algorithm, key.getKeyID()), claims);
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private static JWSHeader header(JWSAlgorithm algorithm, String kid) {
    return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(kid).build();
  }

  private static String encode(String text) {
    return Base64URL.encode(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static RSAKey privateKey() throws Exception {
    var file = Files.readString(folder.resolve("key-1.json"));
    return (RSAKey) JWKSet.parse("{\"keys\":[" + file + "]}").getKeys().getFirst();
  }
}
