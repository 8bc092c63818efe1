package ponto.lambda.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The token is the one that Amazon's own signer makes. */
class ConnectTokenTest {
  private static final String SECRET_SIGNS = "abcXYZ019+/=*~%&áé-_.";

  @RepeatedTest(30) // The repetition is the seed.
  void it_is_what_amazons_signer_makes(RepetitionInfo run) {
    var random = new SplittableRandom(run.getCurrentRepetition());
    var now = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000));
    var session = random.nextInt(3) == 0 ? null : text(random, 400);
    var credentials =
        new Credentials("AKID" + random.nextInt(1_000_000), text(random, 40), session);
    var host = "ponto.cluster-" + random.nextInt(1_000) + ".sa-east-1.rds.amazonaws.com";
    var port = 1 + random.nextInt(65_535);
    var user = "ponto_" + random.nextInt(100);
    var token = ConnectToken.sign(credentials, "sa-east-1", host, port, user, now);
    // The signature covers the sorted parameters; in which order they are sent is all one.
    assertThat(parts(token))
        .containsExactlyInAnyOrder(parts(amazons(credentials, host, port, user, now)));
  }

  @Test
  void credentials_are_not_told() {
    assertThat(new Credentials("AKID", "secret", "session")).hasToString("Credentials");
  }

  private static String[] parts(String token) {
    return token.split("[?&]", -1);
  }

  private static String text(SplittableRandom random, int length) {
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append(SECRET_SIGNS.charAt(random.nextInt(SECRET_SIGNS.length())));
    }
    return text.toString();
  }

  private static String amazons(
      Credentials credentials, String host, int port, String user, Instant now) {
    var request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("https://" + host + ":" + port + "/"))
            .putRawQueryParameter("Action", "connect")
            .putRawQueryParameter("DBUser", user)
            .build();
    var session = credentials.sessionToken();
    AwsCredentialsIdentity identity =
        session == null
            ? AwsCredentialsIdentity.create(
                credentials.accessKeyId(), credentials.secretAccessKey())
            : AwsSessionCredentialsIdentity.create(
                credentials.accessKeyId(), credentials.secretAccessKey(), session);
    var signed =
        AwsV4HttpSigner.create()
            .sign(sign ->
                sign.identity(identity)
                    .request(request)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "sa-east-1")
                    .putProperty(
                        AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(15))
                    .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)));
    return signed.request().getUri().toString().substring("https://".length());
  }
}
