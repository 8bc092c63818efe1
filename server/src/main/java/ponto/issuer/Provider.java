package ponto.issuer;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * The company's OpenID Connect provider, as the start was told about it.
 *
 * @param issuer exactly as its tokens spell it in {@code iss}
 * @param audience what {@code aud} must contain
 * @param scopes what the page asks for
 * @param names of the claims that say who somebody is here
 */
public record Provider(
    String issuer, String clientId, String audience, Token bearer, String scopes, Names names) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Which of its tokens is sent with every request. */
  public enum Token {
    ACCESS_TOKEN,
    ID_TOKEN;

    /** The name in the token answer and in {@code /config.json}. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Names of claims: the employer's CNPJ or CPF, the role's name, the worker's CPF. */
  public record Names(String employer, String role, String worker) {
    public Names {
      if (employer.isBlank() || role.isBlank() || worker.isBlank()) {
        throw new IllegalArgumentException("a claim has no name");
      }
    }
  }

  public Provider {
    if (!isSafe(URI.create(issuer))) {
      throw new IllegalArgumentException("the issuer is neither https nor on this machine");
    }
    if (clientId.isBlank() || audience.isBlank()) {
      throw new IllegalArgumentException("client id and audience must be named");
    }
  }

  /** Whether nobody on the way can read or change what is fetched from there. */
  public static boolean isSafe(URI uri) {
    return uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawFragment() == null
        && ("https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
  }

  /** Where it describes itself. */
  URI discovery() {
    var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return URI.create(base + "/.well-known/openid-configuration");
  }
}
