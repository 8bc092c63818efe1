package ponto.lambda.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A file on its way into the bucket, in parts, so that its length matters to nobody's memory.
 * Closed before it is complete, nothing of it stays.
 */
final class Upload extends OutputStream {
  /** The bucket takes 10,000 parts of at least 5 MiB: this allows for 80 GB. */
  private static final int PART_BYTES = 8 * 1024 * 1024;

  /** Nobody's phone keeps what somebody else may pick up. */
  private static final String NOT_KEPT = "no-store";

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final String contentType;
  private final String disposition;
  private final Deadline deadline;
  private final byte[] part = new byte[PART_BYTES];
  private final List<CompletedPart> sent = new ArrayList<>();
  private int filled;
  private @Nullable String uploadId;
  private boolean complete;
  private boolean outOfTime;

  Upload(
      S3Client client,
      String bucket,
      String key,
      String contentType,
      String disposition,
      Deadline deadline) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.contentType = contentType;
    this.disposition = disposition;
    this.deadline = deadline;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    if (deadline.isOver()) {
      outOfTime = true;
      throw new IOException("it takes too long");
    }
    var from = offset;
    while (from < offset + length) {
      var some = Math.min(offset + length - from, part.length - filled);
      System.arraycopy(octets, from, part, filled, some);
      filled += some;
      from += some;
      if (filled == part.length) {
        sendPart();
      }
    }
  }

  /** Whether it was broken off because of its deadline, and for no other reason. */
  boolean isOutOfTime() {
    return outOfTime;
  }

  /** All of it as text; null when it is longer than this, or was sent in part. */
  @Nullable String text(int bytesMax) {
    return uploadId == null && filled <= bytesMax ? new String(part, 0, filled, UTF_8) : null;
  }

  /** From now on it is there. */
  void complete() {
    if (uploadId == null) {
      client.putObject(
          ask ->
              ask.bucket(bucket)
                  .key(key)
                  .contentType(contentType)
                  .contentDisposition(disposition)
                  .cacheControl(NOT_KEPT),
          filled());
    } else {
      if (filled > 0) {
        sendPart();
      }
      client.completeMultipartUpload(ask ->
          ask.bucket(bucket)
              .key(key)
              .uploadId(uploadId)
              .multipartUpload(whole -> whole.parts(sent)));
    }
    complete = true;
  }

  private void sendPart() {
    if (uploadId == null) {
      uploadId =
          client
              .createMultipartUpload(ask ->
                  ask.bucket(bucket)
                      .key(key)
                      .contentType(contentType)
                      .contentDisposition(disposition)
                      .cacheControl(NOT_KEPT))
              .uploadId();
    }
    var number = sent.size() + 1;
    var answer =
        client.uploadPart(
            ask -> ask.bucket(bucket).key(key).uploadId(uploadId).partNumber(number), filled());
    sent.add(CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build());
    filled = 0;
  }

  /** Read again when it is sent again. */
  private RequestBody filled() {
    return RequestBody.fromContentProvider(
        () -> new ByteArrayInputStream(part, 0, filled), filled, contentType);
  }

  @Override
  public void close() {
    if (!complete && uploadId != null) {
      client.abortMultipartUpload(ask -> ask.bucket(bucket).key(key).uploadId(uploadId));
    }
  }
}
