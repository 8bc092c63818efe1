package ponto.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** What became of a punch: recorded with its NSR, or set aside with the reason. */
public sealed interface PunchState {
  /** The client's id. */
  UUID id();

  /** The door's clock when it came. */
  Instant receivedAt();

  /** In the ledger for ever. */
  record Recorded(
      UUID id,
      Instant receivedAt,
      String cpf,
      String establishment,
      long nsr,
      String hash,
      OffsetDateTime punchedAt,
      String zone,
      String collector,
      boolean offline,
      Instant recordedAt,
      String trust,
      List<String> flags)
      implements PunchState {
    public Recorded {
      flags = List.copyOf(flags);
    }
  }

  /** Kept raw until hr decides. */
  record SetAside(UUID id, Instant receivedAt, String reason, String detail)
      implements PunchState {}
}
