package ponto.issuer;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import ponto.access.Connections;
import ponto.access.Login;
import ponto.access.Principal;
import ponto.api.Problem;
import ponto.issuer.Account.Standing;
import ponto.issuer.Sessions.Rotation;

/** Signs people in by login and password, and keeps them signed in. */
public final class LocalIssuer {
  /**
   * How long an access token speaks for its account whatever happens to it meanwhile. Half an hour:
   * a load test needs no refresh, and a dismissal or a sign-out takes hold soon enough.
   */
  static final Duration ACCESS_LIFE = Duration.ofMinutes(30);

  private static final int REPEATED_RETRY_SECONDS = 60;

  private final Realm realm;
  private final SigningKeys keys;
  private final Passwords passwords;
  private final SignInThrottle throttle;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Sessions sessions;

  /** Its connections are in the role {@code ponto_issuer}. */
  public LocalIssuer(
      Realm realm,
      SigningKeys keys,
      Passwords passwords,
      SignInThrottle throttle,
      Connections connections,
      InstantSource clock) {
    this.realm = realm;
    this.keys = keys;
    this.passwords = passwords;
    this.throttle = throttle;
    this.clock = clock;
    accounts = new Accounts(connections);
    sessions = new Sessions(connections, accounts);
  }

  /**
   * Signs in with a login or {@code login@document}.
   *
   * @param source the network address that asks
   * @throws Problem 401 wrong, 403 may not any more, 409 several employers, 429 too early, 503
   */
  public SignedIn signIn(String login, String password, String source)
      throws SQLException, InterruptedException {
    // The seat also bounds the connections that a rush of sign-ins takes from the others.
    try (var turn = throttle.enter(new Login(login), source);
        var seat = passwords.sit()) {
      turn.check();
      var fitting = fitting(accounts.meant(login), password, seat);
      if (fitting.isEmpty()) {
        turn.failed();
        throw wrong();
      }
      turn.succeeded();
      var account = theOne(fitting);
      if (seat.outdated(account.passwordHash())) {
        accounts.rehash(account, seat.hash(password));
      }
      var now = clock.instant();
      return signedIn(account, account.standing(now), sessions.open(account, now), now);
    }
  }

  /**
   * Exchanges a refresh token for a new pair; {@link Sessions} says when an old one still works.
   */
  public SignedIn refresh(String refreshToken) throws SQLException {
    var now = clock.instant();
    return switch (sessions.rotate(new RefreshToken(refreshToken), now)) {
      case Rotation.Rotated(var account, var standing, var next) ->
          signedIn(account, standing, next, now);
      case Rotation.Unknown() -> throw signInAgain("the refresh token is not valid any more");
      case Rotation.Copied() ->
          throw signInAgain("the refresh token was used by two; the session has been ended");
      case Rotation.Repeated() ->
          throw Problem.tooMany("the refresh token was repeated too often", REPEATED_RETRY_SECONDS);
      case Rotation.Refused() -> throw signInAgain("the account may not sign in any more");
    };
  }

  /** Ends the caller's session of this refresh token, or with none all of the caller's. */
  public void end(Principal caller, Optional<String> refreshToken) throws SQLException {
    var subject = UUID.fromString(caller.subject());
    if (refreshToken.isPresent()) {
      sessions.end(subject, new RefreshToken(refreshToken.get()), clock.instant());
    } else {
      sessions.endAll(subject, clock.instant());
    }
  }

  Optional<Accounts.Me> me(Principal caller) throws SQLException {
    return accounts.me(caller);
  }

  /** Those whose password it is. Always at least one hash, and the same for whom there is none. */
  private static List<Account> fitting(List<Account> meant, String password, Passwords.Seat seat)
      throws InterruptedException {
    if (meant.isEmpty()) {
      seat.pretend(password);
    }
    var fitting = new ArrayList<Account>();
    for (var account : meant) {
      if (seat.fits(password, account.passwordHash())) {
        fitting.add(account);
      }
    }
    return fitting;
  }

  /** Who has shown the password may be told more than others. */
  private Account theOne(List<Account> fitting) {
    var now = clock.instant();
    var able =
        fitting.stream()
            .filter(account -> account.standing(now) != Standing.DISABLED)
            .filter(account -> account.standing(now) != Standing.ENDED)
            .toList();
    if (able.isEmpty()) {
      throw Problem.of(
          403,
          "account-ended",
          "This account may not sign in",
          "the account is disabled, or its worker left more than "
              + Account.HAND_IN_DAYS
              + " days ago",
          "Ask an administrator of your employer.");
    }
    if (able.size() > 1) {
      throw Problem.contradiction(
          "login-of-several-employers",
          "this login and password belong to accounts of several employers",
          "Sign in as login@document, with the employer's CNPJ or CPF.");
    }
    return able.getFirst();
  }

  private SignedIn signedIn(Account account, Standing standing, RefreshToken next, Instant now) {
    var claims =
        TokenClaims.write(account.principal(standing))
            .issuer(realm.issuer())
            .audience(realm.audience())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(ACCESS_LIFE)))
            // Or two tokens of one second would be the same, and renewing would change nothing.
            .jwtID(UUID.randomUUID().toString())
            .build();
    return new SignedIn(
        keys.sign(claims), ACCESS_LIFE.toSeconds(), next.text(), account.role(), account.name());
  }

  private static Problem wrong() {
    return Problem.of(
        401,
        "wrong-login-or-password",
        "Not signed in",
        "wrong login or password",
        "Try again; if you work for several employers, sign in as login@document with the"
            + " employer's CNPJ or CPF. Who forgot the password asks an administrator.");
  }

  private static Problem signInAgain(String detail) {
    return Problem.of(
        401,
        "session-ended",
        "Sign in again",
        detail,
        "Sign in with login and password; punches not yet handed in stay on the device.");
  }
}
