package ponto.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import ponto.api.Json;
import ponto.testing.Bakery;

/** What the gateway tells a function of one request. */
record Ask(
    String method,
    String resource,
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {
  static Ask get(String resource) {
    return new Ask("GET", resource, Map.of(), Map.of(), Map.of(), "");
  }

  Ask path(String name, String value) {
    return new Ask(method, resource, Map.of(name, value), query, headers, body);
  }

  Ask query(Map<String, String> asked) {
    return new Ask(method, resource, path, asked, headers, body);
  }

  byte[] event(Map<String, String> claims) {
    return Json.object(json ->
            json.text("resource", resource)
                .text("httpMethod", method)
                .object("headers", inner -> headers.forEach(inner::text))
                .object("pathParameters", inner -> path.forEach(inner::text))
                .object("queryStringParameters", inner -> query.forEach(inner::text))
                .object(
                    "requestContext",
                    context ->
                        context
                            .text("httpMethod", method)
                            .object(
                                "authorizer",
                                authorizer ->
                                    authorizer.object(
                                        "claims", inner -> claims.forEach(inner::text)))
                            .object("identity", inner -> inner.text("sourceIp", "203.0.113.7")))
                .text("body", body.isEmpty() ? null : body)
                .flag("isBase64Encoded", false))
        .getBytes(UTF_8);
  }

  /** Of somebody's token. */
  static Map<String, String> claims(String subject, Bakery of, String role) {
    var claims = new HashMap<String, String>();
    claims.put("sub", subject);
    claims.put("token_use", "id");
    claims.put("custom:employer", Long.toString(of.employerId()));
    claims.put("custom:role", role);
    return claims;
  }
}
