package ponto.issuer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.issuer.Account.Standing;
import ponto.issuer.Verified.Denied;
import ponto.issuer.Verified.Granted;
import ponto.issuer.Verified.NotYet;
import ponto.issuer.Verified.Stranger;

/**
 * Says for whom a token of the company's provider speaks. What cannot be looked up right now is not
 * refused but put off: the page keeps its punches and its session.
 */
public final class ProviderTokens implements Bearers {
  /** So far the provider's clock and ours may be apart. */
  static final Duration LEEWAY = Duration.ofSeconds(60);

  /**
   * So long a dismissal or a disabled account may go unnoticed; at most as long as a local token.
   */
  static final Duration STANDING_FRESH = Duration.ofMinutes(5);

  /** As many as {@link TokenVerifier} remembers, for the same reason. */
  private static final int REMEMBERED_MAX = 20_000;

  private static final int RETRY_SECONDS = 5;
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  private final Provider provider;
  private final ProviderKeys keys;
  private final Enrolment enrolment;
  private final InstantSource clock;
  private final DefaultJWTProcessor<SecurityContext> processor;
  private final RealmClaims fit;
  private final Cache<String, Genuine> genuine;
  private final Cache<ProviderClaims, Account> accounts;

  /** A token whose signature was checked with the keys of this generation. */
  private record Genuine(ProviderClaims claims, Instant expiresAt, int generation) {}

  /** Its connections are in the role {@code ponto_issuer}. */
  public ProviderTokens(
      Provider provider, ProviderKeys keys, Connections connections, InstantSource clock) {
    this.provider = provider;
    this.keys = keys;
    this.clock = clock;
    enrolment = new Enrolment(connections);
    fit = new RealmClaims(provider, clock);
    processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        provider.bearer() == Provider.Token.ID_TOKEN
            ? new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, null)
            : new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    processor.setJWTClaimsSetVerifier(fit);
    genuine = cache(ProviderKeys.FRESH);
    accounts = cache(STANDING_FRESH);
  }

  private <K, V> Cache<K, V> cache(Duration life) {
    return Caffeine.newBuilder()
        .maximumSize(REMEMBERED_MAX)
        .expireAfterWrite(life)
        .ticker(() -> ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()))
        .executor(Runnable::run)
        .build();
  }

  @Override
  public Verified verify(String token) throws SQLException {
    return seen(token, false);
  }

  @Override
  public Verified admit(String token) throws SQLException {
    return seen(token, true);
  }

  private Verified seen(String token, boolean isAtDesk) throws SQLException {
    if (token.length() > TokenVerifier.TOKEN_LENGTH_MAX) {
      return new Denied("the token is too long");
    }
    var known = genuine.getIfPresent(token);
    if (known != null && known.generation() == keys.generation()) {
      return clock.instant().isBefore(known.expiresAt())
          ? here(known, isAtDesk)
          : new Denied("the token has expired");
    }
    return examine(token, isAtDesk);
  }

  private Verified examine(String token, boolean isAtDesk) throws SQLException {
    try {
      var jwt = SignedJWT.parse(token);
      if (!TokenVerifier.isCanonical(jwt, token)) {
        return new Denied("the token is not spelled canonically");
      }
      if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
        return new Denied("the token is not signed with RS256, PS256 or ES256");
      }
      // Before anybody is asked for a key: what is unfit anyway is refused by itself.
      fit.verify(jwt.getJWTClaimsSet(), null);
      var madeBy = jwt.getJWTClaimsSet().getIssueTime().toInstant().plus(LEEWAY);
      switch (keys.look(jwt.getHeader().getKeyID(), madeBy)) {
        case NOT_YET -> {
          return new NotYet("the provider's keys are not known yet", RETRY_SECONDS);
        }
        case UNKNOWN -> {
          return new Denied("the token is not signed by this issuer");
        }
        case KNOWN -> {}
      }
      var generation = keys.generation();
      var claims = processor.process(jwt, null);
      var read =
          new Genuine(
              ProviderClaims.read(claims, provider),
              claims.getExpirationTime().toInstant().plus(LEEWAY),
              generation);
      genuine.put(token, read);
      return here(read, isAtDesk);
    } catch (ProviderClaims.Unfit unfit) {
      return stranger(String.valueOf(unfit.getMessage()));
    } catch (BadJWTException unfit) {
      return new Denied("the token is not valid here: " + unfit.getMessage());
    } catch (BadJOSEException | JOSEException forged) {
      return new Denied("the token is not signed by this issuer");
    } catch (ParseException notSigned) {
      // Not the parser's message: it quotes what was sent.
      return new Denied("the token is not a signed JWT, or a claim is of another type");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new NotYet("the server is stopping", RETRY_SECONDS);
    }
  }

  private Verified here(Genuine token, boolean isAtDesk) throws SQLException {
    var claims = token.claims();
    var employer = enrolment.employer(claims.employer());
    if (employer.isEmpty()) {
      return stranger(
          "the claim " + provider.names().employer() + " names no employer of this clock");
    }
    var standing = isAtDesk ? standing(claims, employer.get()) : Standing.FULL;
    return switch (standing) {
      case FULL, HAND_IN_ONLY ->
          new Granted(
              new Principal(
                  claims.subject().toString(),
                  employer.get(),
                  claims.role(),
                  claims.workerCpf(),
                  standing == Standing.HAND_IN_ONLY),
              token.expiresAt());
      case ENDED, DISABLED ->
          new Stranger(
              "account-ended",
              "the account is disabled, or its worker left more than "
                  + Account.HAND_IN_DAYS
                  + " days ago",
              "Ask an administrator of your employer.");
    };
  }

  private Standing standing(ProviderClaims claims, long employerId) throws SQLException {
    var account = accounts.getIfPresent(claims);
    if (account == null) {
      account = enrolment.account(claims, employerId, provider.issuer(), clock.instant());
      accounts.put(claims, account);
    }
    return account.standing(clock.instant());
  }

  private static Stranger stranger(String detail) {
    return new Stranger(
        "not-provisioned",
        detail,
        "Ask whoever keeps the company's provider to set the claim; docs/oidc.md says how.");
  }

  /** Issuer, audience, times and kind of token, by our clock. */
  private static final class RealmClaims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final Provider provider;
    private final InstantSource clock;

    RealmClaims(Provider provider, InstantSource clock) {
      super(
          provider.audience(),
          new JWTClaimsSet.Builder().issuer(provider.issuer()).build(),
          Set.of("sub", "iat", "exp"));
      this.provider = provider;
      this.clock = clock;
      setMaxClockSkew((int) LEEWAY.toSeconds());
    }

    @Override
    public void verify(JWTClaimsSet claims, @Nullable SecurityContext context)
        throws BadJWTException {
      super.verify(claims, context);
      if (claims.getIssueTime().toInstant().isAfter(clock.instant().plus(LEEWAY))) {
        throw new BadJWTException("JWT issued in the future");
      }
      var use = claims.getClaim("token_use");
      var isIdToken = provider.bearer() == Provider.Token.ID_TOKEN;
      if (use != null && !use.equals(isIdToken ? "id" : "access")) {
        throw new BadJWTException("JWT token_use claim of another kind of token");
      }
      var party = claims.getClaim("azp");
      if (isIdToken && party != null && !party.equals(provider.clientId())) {
        throw new BadJWTException("JWT azp claim of another client");
      }
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
