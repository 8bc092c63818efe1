package ponto.server;

import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.api.Json;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.issuer.Bearers;
import ponto.issuer.LocalIssuer;
import ponto.issuer.Passwords;
import ponto.issuer.Provider;
import ponto.issuer.ProviderKeys;
import ponto.issuer.ProviderTokens;
import ponto.issuer.Realm;
import ponto.issuer.SessionOperations;
import ponto.issuer.SignInThrottle;
import ponto.issuer.SigningKeys;
import ponto.issuer.TokenVerifier;

/** How people sign in here, wired: with a password of ours, or at the company's provider. */
final class SignIn implements AutoCloseable {
  private final Bearers bearers;
  private final Map<String, Operation> table;
  private final @Nullable AtProvider provider;

  /** The company's provider, and what is known of it by now. */
  private record AtProvider(Provider told, ProviderKeys keys) {}

  private SignIn(Bearers bearers, Map<String, Operation> table, @Nullable AtProvider provider) {
    this.bearers = bearers;
    this.table = Map.copyOf(table);
    this.provider = provider;
  }

  /** Without a provider the clock is its own issuer. */
  static SignIn of(
      @Nullable Provider provider,
      SigningKeys keys,
      Passwords passwords,
      Connections issuers,
      InstantSource clock) {
    var throttle = new SignInThrottle(clock);
    var issuer = new LocalIssuer(Realm.LOCAL, keys, passwords, throttle, issuers, clock);
    var table = new HashMap<>(new SessionOperations(issuer).table());
    if (provider == null) {
      return new SignIn(new TokenVerifier(Realm.LOCAL, keys.source(), clock), table, null);
    }
    for (var elsewhere : Set.of("createSession", "refreshSession", "endSession")) {
      table.put(
          elsewhere,
          _ -> {
            throw Problem.of(
                404,
                "signed-in-elsewhere",
                "Not here",
                "people of this clock sign in at the company's provider",
                "Sign in, renew and sign out there; /config.json names it.");
          });
    }
    var known = new ProviderKeys(provider, clock);
    var tokens = new ProviderTokens(provider, known, issuers, clock);
    return new SignIn(tokens, table, new AtProvider(provider, known));
  }

  Bearers bearers() {
    return bearers;
  }

  /** operationId to function. */
  Map<String, Operation> table() {
    return table;
  }

  /** The origins besides our own that the page must reach. */
  Set<String> origins() {
    var origins = new HashSet<String>();
    if (provider != null) {
      origins.add(origin(URI.create(provider.told().issuer())));
      provider.keys().endpoints().ifPresent(endpoints -> origins.add(origin(endpoints.token())));
    }
    return origins;
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** What {@code /config.json} says of it. */
  void describe(Json json) {
    if (provider == null) {
      json.text("login", "password").text("bearer", "access_token");
      return;
    }
    var told = provider.told();
    json.text("login", "oidc")
        .text("issuer", told.issuer())
        .text("clientId", told.clientId())
        .text("scopes", told.scopes())
        .text("bearer", told.bearer().wire());
    provider
        .keys()
        .endpoints()
        .ifPresent(endpoints -> {
          json.text("authorizationEndpoint", endpoints.signIn().toString());
          json.text("tokenEndpoint", endpoints.token().toString());
          if (endpoints.signOut() != null) {
            json.text("endSessionEndpoint", endpoints.signOut().toString());
          }
        });
  }

  @Override
  public void close() {
    if (provider != null) {
      provider.keys().close();
    }
  }
}
