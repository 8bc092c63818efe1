package ponto.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reckons a request's Signature Version 4 again, from its header or its link, and tells what is
 * wrong with it as S3 calls it.
 */
final class ObjectSignature {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
  private static final Duration SKEW = Duration.ofMinutes(15);

  private final HttpExchange request;
  private final TreeMap<String, String> query;
  private final Map<String, String> said;
  private final boolean isLink;

  private ObjectSignature(HttpExchange request, Map<String, String> rawQuery) {
    this.request = request;
    query = new TreeMap<>(rawQuery);
    isLink = query.containsKey("X-Amz-Signature");
    said = isLink ? ofLink() : ofHeader();
  }

  /** What S3 would say of it; empty when it is good. */
  static String fault(HttpExchange request, Map<String, String> rawQuery, byte[] body, Instant now)
      throws GeneralSecurityException {
    var hasHeader = request.getRequestHeaders().containsKey("Authorization");
    if (hasHeader && rawQuery.containsKey("X-Amz-Signature")) {
      return "InvalidArgument"; // One way to prove who one is, not two.
    }
    return !hasHeader && !rawQuery.containsKey("X-Amz-Signature")
        ? "AccessDenied"
        : new ObjectSignature(request, rawQuery).fault(body, now);
  }

  private Map<String, String> ofLink() {
    return query.entrySet().stream()
        .filter(field -> field.getKey().startsWith("X-Amz-"))
        .collect(
            Collectors.toMap(
                field -> field.getKey().substring("X-Amz-".length()),
                field -> java.net.URLDecoder.decode(field.getValue(), UTF_8)));
  }

  private Map<String, String> ofHeader() {
    var fields =
        Arrays.stream(header("Authorization").replace("AWS4-HMAC-SHA256 ", "").split(", *"))
            .collect(Collectors.toMap(f -> f.split("=", 2)[0], f -> f.split("=", 2)[1]));
    fields.put("Date", header("x-amz-date"));
    fields.put("Security-Token", header("x-amz-security-token"));
    return fields;
  }

  private String said(String field) {
    return said.getOrDefault(field, "");
  }

  private String header(String name) {
    var value = request.getRequestHeaders().getFirst(name);
    return value == null ? "" : value.strip().replaceAll(" +", " ");
  }

  private String fault(byte[] body, Instant now) throws GeneralSecurityException {
    var at = LocalDateTime.parse(said("Date"), SECOND).toInstant(ZoneOffset.UTC);
    var life = isLink ? Duration.ofSeconds(Long.parseLong(said("Expires"))) : SKEW;
    if (at.minus(SKEW).isAfter(now) || at.plus(life).isBefore(now)) {
      return "AccessDenied"; // "Request has expired"
    }
    var credential = said("Credential").split("/", 2);
    if (!credential[0].equals(ObjectStore.KEY_ID)) {
      return "InvalidAccessKeyId";
    }
    var payload = isLink ? "UNSIGNED-PAYLOAD" : header("x-amz-content-sha256");
    if (payload.matches("[0-9a-f]{64}") && !payload.equals(sha256(body))) {
      return "XAmzContentSHA256Mismatch";
    }
    var toSign =
        "AWS4-HMAC-SHA256\n"
            + (said("Date") + "\n" + credential[1] + "\n")
            + sha256(canonical(payload).getBytes(UTF_8));
    var key = ("AWS4" + ObjectStore.SECRET).getBytes(UTF_8);
    for (var part : credential[1].split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, toSign)).equals(said("Signature"))
        ? ""
        : "SignatureDoesNotMatch";
  }

  private String canonical(String payload) {
    var names = said("SignedHeaders").split(";", -1);
    var asked =
        query.entrySet().stream()
            .filter(field -> !field.getKey().equals("X-Amz-Signature"))
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
    var headers =
        Arrays.stream(names)
            .map(name -> name + ":" + header(name) + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        request.getRequestMethod(),
        request.getRequestURI().getRawPath(),
        asked,
        headers,
        said("SignedHeaders"),
        payload);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
