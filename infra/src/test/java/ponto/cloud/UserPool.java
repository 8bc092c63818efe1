package ponto.cloud;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands for the Cognito user pool of the template and the gateway's authorizer on it: keys of
 * its own, ID tokens with the attributes that the pool declares, and the check of a token.
 */
final class UserPool {
  private static final int KEY_BITS = 2048;
  private static final Duration LIFE = Duration.ofHours(1);

  private final RSAKey key;
  private final String issuer;
  private final Set<String> clients;
  private final Set<String> attributes;
  private final InstantSource clock;

  UserPool(Template template, InstantSource clock) throws JOSEException {
    var pool = template.only("AWS::Cognito::UserPool");
    this.key = new RSAKeyGenerator(KEY_BITS).keyID("loopback").generate();
    this.issuer = "https://cognito-idp." + Template.REGION + ".amazonaws.com/" + pool.id();
    this.clients =
        template
            .resources("AWS::Cognito::UserPoolClient")
            .map(Template.Resource::id)
            .collect(Collectors.toUnmodifiableSet());
    this.attributes =
        pool.at("/Schema")
            .valueStream()
            .map(attribute -> attribute.path("Name").asString())
            .collect(Collectors.toUnmodifiableSet());
    this.clock = clock;
  }

  /** An ID token, as the pool gives it out; the attributes without {@code custom:}. */
  String idToken(String subject, Map<String, String> values) {
    return sign(claims(subject, values).build());
  }

  /** What such a token claims, to be bent by tests. */
  JWTClaimsSet.Builder claims(String subject, Map<String, String> values) {
    if (!attributes.containsAll(values.keySet())) {
      throw new IllegalArgumentException(
          "the pool declares " + attributes + ", not all of " + values);
    }
    var now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .subject(subject)
            .issuer(issuer)
            .audience(clients.iterator().next())
            .claim("token_use", "id")
            .claim("cognito:username", subject)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)));
    values.forEach((name, value) -> claims.claim("custom:" + name, value));
    return claims;
  }

  /** Any claims under the pool's own signature. */
  String sign(JWTClaimsSet claims) {
    try {
      var token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a token says, each claim as the gateway shows it; empty when the token is not good. */
  Optional<Map<String, String>> verified(String token) {
    try {
      var signed = SignedJWT.parse(token);
      if (!signed.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
          || !signed.verify(new RSASSAVerifier(key))) {
        return Optional.empty();
      }
      var claims = signed.getJWTClaimsSet();
      return isOurs(claims) ? Optional.of(shown(claims)) : Optional.empty();
    } catch (ParseException | JOSEException _) {
      return Optional.empty();
    }
  }

  private boolean isOurs(JWTClaimsSet claims) {
    return issuer.equals(claims.getIssuer())
        && "id".equals(claims.getClaim("token_use"))
        && claims.getAudience().stream().anyMatch(clients::contains)
        && claims.getExpirationTime() != null
        && claims.getExpirationTime().toInstant().isAfter(clock.instant());
  }

  private static Map<String, String> shown(JWTClaimsSet claims) {
    var shown = new HashMap<String, String>();
    claims
        .getClaims()
        .forEach((name, value) ->
            shown.put(
                name,
                value instanceof List<?> list
                    ? list.stream().map(Objects::toString).collect(Collectors.joining(","))
                    : Objects.toString(value)));
    return shown;
  }
}
