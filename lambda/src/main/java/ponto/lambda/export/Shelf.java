package ponto.lambda.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A bucket; which one and where it is, the function's environment says. */
public final class Shelf {
  /** Time to follow a redirection by hand; a longer life would only be a longer leak. */
  static final Duration LINK_LIFE = Duration.ofMinutes(5);

  /** The bucket is reached within the region, or it is not. */
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** Of one answer's next bytes: the bucket's own figure for a slow one is below a second. */
  private static final Duration READ = Duration.ofSeconds(10);

  private final String bucket;
  private final S3Client client;
  private final S3Presigner presigner;

  private Shelf(String bucket) {
    this.bucket = bucket;
    client =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(READ))
            .build();
    presigner = S3Presigner.builder().s3Client(client).build();
  }

  /**
   * As the environment says it.
   *
   * @throws IllegalArgumentException when it names no bucket
   */
  public static Shelf of(Map<String, String> environment, String variable) {
    var bucket = environment.getOrDefault(variable, "");
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException(variable + " is not set: it takes a bucket's name");
    }
    return new Shelf(bucket);
  }

  /** Begins a file; it is not there before it is complete. */
  Upload begin(String key, String contentType, String disposition, Deadline deadline) {
    return new Upload(client, bucket, key, contentType, disposition, deadline);
  }

  /** Puts a short text there. */
  void put(String key, String json) {
    client.putObject(
        PutObjectRequest.builder().bucket(bucket).key(key).contentType("application/json").build(),
        RequestBody.fromString(json, UTF_8));
  }

  /** A short text, when it is there. */
  public Optional<String> text(String key) {
    return bytes(key).map(bytes -> new String(bytes, UTF_8));
  }

  /** A short file, when it is there. */
  public Optional<byte[]> bytes(String key) {
    try {
      return Optional.of(
          client
              .getObjectAsBytes(GetObjectRequest.builder().bucket(bucket).key(key).build())
              .asByteArray());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** Since when it is there, when it is. */
  Optional<Instant> since(String key) {
    try {
      return Optional.of(
              client.headObject(HeadObjectRequest.builder().bucket(bucket).key(key).build()))
          .map(HeadObjectResponse::lastModified);
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** Where whoever holds the link gets the file, for some minutes. */
  URL link(String key) {
    return presigner
        .presignGetObject(ask ->
            ask.signatureDuration(LINK_LIFE)
                .getObjectRequest(GetObjectRequest.builder().bucket(bucket).key(key).build()))
        .url();
  }
}
