package ponto.issuer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Set;
import ponto.issuer.Verified.Denied;
import ponto.issuer.Verified.Granted;

/**
 * Says for whom a bearer token speaks. A genuine one is remembered until it expires, so that all
 * but the first request of a token cost one look-up; a forged one is never remembered.
 */
public final class TokenVerifier implements Bearers {
  /** Ours have 700 characters; an issuer that lists groups may need some thousand. */
  static final int TOKEN_LENGTH_MAX = 8_192;

  /**
   * People active within one token's life; at about 1 KiB each this bounds the memory to 20 MiB.
   */
  private static final int REMEMBERED_MAX = 20_000;

  private final InstantSource clock;
  private final DefaultJWTProcessor<SecurityContext> processor;
  private final Cache<String, Granted> remembered;

  /** Takes tokens of this realm, signed by a key of this source. */
  public TokenVerifier(Realm realm, JWKSource<SecurityContext> keys, InstantSource clock) {
    this(realm, keys, clock, REMEMBERED_MAX);
  }

  TokenVerifier(
      Realm realm, JWKSource<SecurityContext> keys, InstantSource clock, int rememberedMax) {
    this.clock = clock;
    processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
    processor.setJWTClaimsSetVerifier(new RealmClaims(realm, clock));
    remembered =
        Caffeine.newBuilder()
            .maximumSize(rememberedMax)
            .expireAfter(Expiry.creating((String _, Granted granted) -> lifeOf(granted)))
            .ticker(this::nanos)
            .executor(Runnable::run)
            .build();
  }

  /** Looks at the text behind {@code Bearer}. */
  @Override
  public Verified verify(String token) {
    if (token.length() > TOKEN_LENGTH_MAX) {
      return new Denied("the token is too long");
    }
    var known = remembered.getIfPresent(token);
    if (known != null) {
      return unlessExpired(known);
    }
    var seen = examine(token);
    if (seen instanceof Granted granted) {
      remembered.put(token, granted);
    }
    return seen;
  }

  /** The same: our own tokens were given out by the roster, and live no longer than it allows. */
  @Override
  public Verified admit(String token) {
    return verify(token);
  }

  /** How many tokens are remembered. */
  long remembered() {
    remembered.cleanUp();
    return remembered.estimatedSize();
  }

  private Verified examine(String token) {
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
    } catch (ParseException notSigned) {
      // Not the parser's message here and below: it quotes what was sent.
      return new Denied("the token is not a signed JWT");
    }
    if (!isCanonical(jwt, token)) {
      return new Denied("the token is not spelled canonically");
    }
    try {
      var claims = processor.process(jwt, null);
      var expiresAt = claims.getExpirationTime().toInstant();
      return unlessExpired(new Granted(TokenClaims.read(claims), expiresAt));
    } catch (BadJWTException genuineButUnfit) {
      return new Denied("the token is not valid here: " + genuineButUnfit.getMessage());
    } catch (BadJOSEException | JOSEException forged) {
      return new Denied("the token is not signed by this issuer");
    } catch (ParseException unfit) {
      return new Denied("a claim of the token is missing or of another type");
    }
  }

  /**
   * Whether it is the one spelling of this token; else one token could be remembered many times.
   * The parser forgives spaces around it, and no signature covers the signature's own spelling.
   */
  static boolean isCanonical(SignedJWT jwt, String token) {
    var signature = jwt.getSignature();
    return jwt.serialize().equals(token) && Base64URL.encode(signature.decode()).equals(signature);
  }

  private Verified unlessExpired(Granted granted) {
    return clock.instant().isBefore(granted.expiresAt())
        ? granted
        : new Denied("the token has expired");
  }

  private Duration lifeOf(Granted granted) {
    return Duration.between(clock.instant(), granted.expiresAt());
  }

  private long nanos() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
  }

  /** The library's checks of issuer, audience and times, by our clock. */
  private static final class RealmClaims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final InstantSource clock;

    RealmClaims(Realm realm, InstantSource clock) {
      super(
          realm.audience(),
          new JWTClaimsSet.Builder().issuer(realm.issuer()).build(),
          Set.of("sub", "iat", "exp"));
      this.clock = clock;
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
