package ponto.server;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import ponto.issuer.Provider;

/** What the start is told about the company's OpenID Connect provider, where there is one. */
final class OidcOptions {
  /** A claim's name as providers write them: {@code custom:employer}, or a namespaced URL. */
  private static final Pattern CLAIM = Pattern.compile("[!-~]{1,200}");

  private static final Pattern SCOPES = Pattern.compile("openid( [!#-\\[\\]-~]+)*");

  @Option(
      names = "--oidc-issuer",
      description =
          "URL of the company's OpenID Connect provider, where people sign in instead of with a password of this clock.")
  private @Nullable String issuer;

  @Option(names = "--oidc-client-id", description = "This clock's name at the provider.")
  private @Nullable String clientId;

  @Option(
      names = "--oidc-audience",
      description = "What a token's aud must contain (default: the client id).")
  private @Nullable String audience;

  @Option(
      names = "--oidc-bearer",
      description = "access_token or id_token: which one requests carry (default: access_token).")
  private @Nullable String bearer;

  @Option(
      names = "--oidc-scopes",
      description = "What the page asks for (default: openid profile offline_access).")
  private @Nullable String scopes;

  @Option(
      names = "--oidc-employer-claim",
      description = "Claim with the employer's CNPJ or CPF (default: ponto_employer).")
  private @Nullable String employerClaim;

  @Option(
      names = "--oidc-role-claim",
      description =
          "Claim with worker, collector, manager, hr, auditor or admin (default: ponto_role).")
  private @Nullable String roleClaim;

  @Option(
      names = "--oidc-worker-claim",
      description = "Claim with the worker's CPF (default: ponto_worker).")
  private @Nullable String workerClaim;

  boolean isGiven() {
    return issuer != null;
  }

  /** The provider; null without one. What cannot be right refuses the start and names itself. */
  @Nullable Provider provider() {
    var others =
        Stream.of(clientId, audience, bearer, scopes, employerClaim, roleClaim, workerClaim);
    if (issuer == null) {
      require(others.allMatch(Objects::isNull), "an --oidc option needs --oidc-issuer");
      return null;
    }
    var client = Objects.requireNonNullElse(clientId, "").strip();
    require(!client.isEmpty(), "--oidc-issuer needs --oidc-client-id");
    var asked = Objects.requireNonNullElse(scopes, "openid profile offline_access").strip();
    require(
        SCOPES.matcher(asked).matches(),
        "--oidc-scopes is " + asked + ", not openid and others with one space between");
    return new Provider(
        safe(issuer.strip()),
        client,
        audience == null ? client : named("--oidc-audience", audience),
        token(Objects.requireNonNullElse(bearer, "access_token")),
        asked,
        new Provider.Names(
            claim("--oidc-employer-claim", employerClaim, "ponto_employer"),
            claim("--oidc-role-claim", roleClaim, "ponto_role"),
            claim("--oidc-worker-claim", workerClaim, "ponto_worker")));
  }

  private static String safe(String text) {
    try {
      var uri = URI.create(text);
      if (uri.getRawQuery() == null && Provider.isSafe(uri)) {
        return text;
      }
    } catch (IllegalArgumentException notOne) {
      // Said below.
    }
    throw new Refusal(
        "--oidc-issuer is "
            + text
            + ", not an https URL without query and fragment (http only on this machine)");
  }

  private static Provider.Token token(String text) {
    return List.of(Provider.Token.values()).stream()
        .filter(token -> token.wire().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> new Refusal("--oidc-bearer is " + text + ", not access_token or id_token"));
  }

  private static String claim(String option, @Nullable String given, String otherwise) {
    return given == null ? otherwise : named(option, given);
  }

  private static String named(String option, String given) {
    require(
        CLAIM.matcher(given).matches(), option + " is " + given + ", not a name without spaces");
    return given;
  }

  private static void require(boolean right, String message) {
    if (!right) {
      throw new Refusal(message);
    }
  }
}
