package ponto.testing;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;

/** Letters for tests: bodies as clients write them. */
public final class Letters {
  private Letters() {}

  /** The n-th punch id. */
  public static UUID id(long number) {
    return new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
  }

  /** One punch as JSON; {@code more} are further fields, each with its leading comma. */
  public static String punch(long number, Instant at, String more) {
    return "{\"id\":\"%s\",\"at\":\"%s\",\"zone\":\"America/Sao_Paulo\",\"collector\":\"browser\"%s}"
        .formatted(
            id(number),
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atOffset(ZoneOffset.ofHours(-3))),
            more);
  }

  /** A worker's own punch. */
  public static String punch(long number, Instant at) {
    return punch(number, at, "");
  }

  /** The body of a letter. */
  public static String body(List<String> punches) {
    return "{\"punches\":[" + String.join(",", punches) + "]}";
  }

  /** A worker. */
  public static Principal worker(Bakery bakery, int number) {
    var cpf = bakery.worker(number);
    return new Principal(
        "subject-" + bakery.employerId() + "-" + number,
        bakery.employerId(),
        Role.WORKER,
        cpf,
        false);
  }

  /** A collector. */
  public static Principal collector(Bakery bakery) {
    return new Principal(
        "collector-" + bakery.employerId(), bakery.employerId(), Role.COLLECTOR, null, false);
  }

  /** A letter received at once. */
  public static Letter letter(
      String receipt, Principal sender, Instant receivedAt, String... punches) {
    return whole(receipt, sender, receivedAt, null, body(List.of(punches)));
  }

  /** A letter with everything. */
  public static Letter whole(
      String receipt, Principal sender, Instant receivedAt, @Nullable String sentAt, String body) {
    return new Letter(receipt, sender, receivedAt, sentAt, "127.0.0.1", null, body);
  }
}
