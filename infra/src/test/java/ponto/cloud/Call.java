package ponto.cloud;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One request as the gateway has it.
 *
 * @param headers by name, whatever its case
 * @param path without the stage
 * @param claims what the token says; empty when none was wanted
 * @param body as text; bytes that are not UTF-8 have become U+FFFD
 * @param bytes how long it was
 */
record Call(
    String id,
    Instant at,
    String stage,
    String method,
    String path,
    SequencedMap<String, List<String>> query,
    SequencedMap<String, List<String>> headers,
    String source,
    Map<String, String> claims,
    String body,
    int bytes) {
  // As the gateway writes times, for instance in its log: 22/Nov/2026:11:01:37 +0000.
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  Call by(Map<String, String> verified) {
    return new Call(id, at, stage, method, path, query, headers, source, verified, body, bytes);
  }

  String header(String name, String otherwise) {
    return headers.containsKey(name) ? headers.get(name).getFirst() : otherwise;
  }

  /** The media type without its parameters; JSON where nothing is said. */
  String contentType() {
    return header("Content-Type", "application/json")
        .split(";", 2)[0]
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  String requestTime() {
    return TIME.format(at);
  }

  Mapping.Input input(Map<String, String> pathParameters) {
    return new Mapping.Input(body, pathParameters, lastOf(query), lastOf(headers));
  }

  /** What templates call {@code $context}; maps that a template may write into. */
  Map<String, Object> context(String resource) {
    var context = new HashMap<String, Object>();
    context.put("requestId", id);
    context.put("extendedRequestId", id);
    context.put("requestTime", requestTime());
    context.put("requestTimeEpoch", at.toEpochMilli());
    context.put("httpMethod", method);
    context.put("path", "/" + stage + path);
    context.put("resourcePath", resource);
    context.put("stage", stage);
    context.put("accountId", Template.ACCOUNT);
    context.put("identity", identity());
    context.put("authorizer", new HashMap<>(Map.of("claims", new HashMap<>(claims))));
    context.put("responseOverride", new HashMap<>(Map.of("header", new HashMap<>())));
    return context;
  }

  Map<String, Object> identity() {
    return new HashMap<>(Map.of("sourceIp", source, "userAgent", header("User-Agent", "")));
  }

  /** Of several values under one name the last counts. */
  static Map<String, String> lastOf(Map<String, List<String>> values) {
    var last = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    last.putAll(
        values.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getLast())));
    return last;
  }
}
