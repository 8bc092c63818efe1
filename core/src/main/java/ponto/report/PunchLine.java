package ponto.report;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** A recorded punch with the name of who made it. */
public record PunchLine(
    UUID id,
    String cpf,
    String name,
    String establishment,
    long nsr,
    OffsetDateTime punchedAt,
    Instant receivedAt,
    Instant recordedAt,
    String collector,
    boolean offline,
    String trust,
    List<String> flags) {
  /** How long after it was made it reached the server. */
  public Duration delay() {
    return Duration.between(punchedAt.toInstant(), receivedAt);
  }
}
