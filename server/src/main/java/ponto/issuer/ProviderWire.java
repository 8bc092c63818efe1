package ponto.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Fetches what a provider publishes, with a bound on everything. */
final class ProviderWire implements AutoCloseable {
  /** Discovery documents and key sets have some 2 to 20 KiB. */
  private static final int BYTES_MAX = 256 * 1024;

  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

  /** One document, from the first byte asked to the last one answered. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  /** Shorter ones were broken. */
  private static final int RSA_BITS_MIN = 2_048;

  private final Provider provider;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  ProviderWire(Provider provider) {
    this.provider = provider;
  }

  /**
   * What was published.
   *
   * @param keys public ones for signatures, of the kinds that are taken here
   */
  record Published(Endpoints endpoints, JWKSet keys) {}

  /** Asks for both documents; the message of a failure may be logged. */
  Published fetch() throws IOException, InterruptedException {
    try {
      var told = JSONObjectUtils.parse(get(provider.discovery()));
      if (!provider.issuer().equals(JSONObjectUtils.getString(told, "issuer"))) {
        // Or another tenant's keys would count as this one's.
        throw new IOException("the document at " + provider.discovery() + " is another issuer's");
      }
      var keys = JWKSet.parse(get(required(told, "jwks_uri")));
      return new Published(
          new Endpoints(
              required(told, "authorization_endpoint"),
              required(told, "token_endpoint"),
              optional(told, "end_session_endpoint")),
          new JWKSet(
              keys.getKeys().stream()
                  .filter(ProviderWire::isTaken)
                  .map(JWK::toPublicJWK)
                  .toList()));
    } catch (ParseException unreadable) {
      throw new IOException("what the provider publishes is not of the standard's shape");
    }
  }

  private static boolean isTaken(JWK key) {
    if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())) {
      return false;
    }
    return switch (key) {
      case RSAKey rsa -> rsa.size() >= RSA_BITS_MIN;
      case ECKey ec -> Curve.P_256.equals(ec.getCurve());
      default -> false;
    };
  }

  private static URI required(Map<String, Object> told, String name)
      throws ParseException, IOException {
    var uri = optional(told, name);
    if (uri == null) {
      throw new IOException("the provider publishes no " + name);
    }
    return uri;
  }

  private static @Nullable URI optional(Map<String, Object> told, String name)
      throws ParseException, IOException {
    var uri = JSONObjectUtils.getURI(told, name);
    if (uri != null && !Provider.isSafe(uri)) {
      throw new IOException("the provider's " + name + " is not https");
    }
    return uri;
  }

  private String get(URI uri) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri).header("Accept", "application/json").build();
    var answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX));
    try {
      var response = answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException(uri + " answered " + response.statusCode());
      }
      return new String(response.body(), UTF_8);
    } catch (TimeoutException e) {
      throw new IOException(uri + " did not answer within " + ANSWER_MAX.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IOException(uri + " cannot be fetched: " + e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
