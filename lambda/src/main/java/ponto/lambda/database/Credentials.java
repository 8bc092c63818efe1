package ponto.lambda.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Who the function is to AWS, for some hours.
 *
 * @param sessionToken null for keys that are not of a session
 */
record Credentials(String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {
  /** The runtime's own endpoint answers at once or not at all. */
  private static final int ENDPOINT_MILLIS = 2_000;

  private static final String ENDPOINT = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
  private static final String ENDPOINT_TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

  /** It is nobody's business. */
  @Override
  public String toString() {
    return "Credentials";
  }

  /**
   * The function's own. One with SnapStart has none in its environment, where they would be as old
   * as the snapshot, but asks the runtime's endpoint.
   */
  static Credentials of(Map<String, String> environment) throws IOException {
    var endpoint = environment.get(ENDPOINT);
    if (endpoint != null) {
      return asked(endpoint, environment.getOrDefault(ENDPOINT_TOKEN, ""));
    }
    return new Credentials(
        needed(environment, "AWS_ACCESS_KEY_ID"),
        needed(environment, "AWS_SECRET_ACCESS_KEY"),
        environment.get("AWS_SESSION_TOKEN"));
  }

  private static Credentials asked(String endpoint, String token) throws IOException {
    var call = (HttpURLConnection) URI.create(endpoint).toURL().openConnection();
    call.setConnectTimeout(ENDPOINT_MILLIS);
    call.setReadTimeout(ENDPOINT_MILLIS);
    call.setRequestProperty("Authorization", token);
    try (var answer = call.getInputStream()) {
      var told = fields(new String(answer.readAllBytes(), UTF_8));
      return new Credentials(
          needed(told, "AccessKeyId"), needed(told, "SecretAccessKey"), told.get("Token"));
    } finally {
      call.disconnect();
    }
  }

  private static Map<String, String> fields(String json) {
    var fields = new HashMap<String, String>();
    try (var in = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      for (var token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          fields.put(in.currentName(), in.getString());
        }
      }
    }
    return fields;
  }

  private static String needed(Map<String, String> from, String name) throws IOException {
    var value = from.get(name);
    if (value == null || value.isEmpty()) {
      throw new IOException(name + " is missing: the function has no credentials of its own");
    }
    return value;
  }
}
