package ponto.lambda.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The password of IAM database authentication: a request to connect, signed (Signature Version 4)
 * with the function's own credentials and never sent anywhere but to the database. Good for a
 * quarter of an hour, and only for opening connections.
 */
final class ConnectToken {
  /** What AWS allows at most. */
  private static final int LIFE_SECONDS = 900;

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ConnectToken() {}

  /** The token that opens a connection as this user from now on. */
  static String sign(
      Credentials credentials, String region, String host, int port, String user, Instant now) {
    var second = SECOND.format(now);
    var scope = second.substring(0, 8) + "/" + region + "/rds-db/aws4_request";
    var query = new TreeMap<String, String>();
    query.put("Action", "connect");
    query.put("DBUser", user);
    query.put("X-Amz-Algorithm", ALGORITHM);
    query.put("X-Amz-Credential", credentials.accessKeyId() + "/" + scope);
    query.put("X-Amz-Date", second);
    query.put("X-Amz-Expires", Integer.toString(LIFE_SECONDS));
    query.put("X-Amz-SignedHeaders", "host");
    if (credentials.sessionToken() != null) {
      query.put("X-Amz-Security-Token", credentials.sessionToken());
    }
    var address = host + ":" + port;
    var asked =
        query.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    var request = "GET\n/\n" + asked + "\nhost:" + address + "\n\nhost\n" + hex(sha256(""));
    var toSign = ALGORITHM + "\n" + second + "\n" + scope + "\n" + hex(sha256(request));
    var key = ("AWS4" + credentials.secretAccessKey()).getBytes(UTF_8);
    for (var part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return address + "/?" + asked + "&X-Amz-Signature=" + hex(hmac(key, toSign));
  }

  /** As RFC 3986 has it, which the forms' encoding misses in three characters. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
