package ponto.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import ponto.punch.Samples;

/** Presses of the button as JSON: each with an id of its own, at an instant of its own. */
final class Press {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

  private Press() {}

  static String newId() {
    return UUID.randomUUID().toString();
  }

  /** The worker's own, now. */
  static String own(String id) {
    return of(id, Map.of());
  }

  /** One that a collector hands in for this CPF, now. */
  static String by(String id, String cpf) {
    return of(id, Map.of("worker", text(cpf)));
  }

  /** With other fields, as JSON; what is not said is right. */
  static String of(String id, Map<String, String> fields) {
    var all = new HashMap<String, String>();
    all.put("id", text(id));
    all.put("at", text(time(Main.CLOCK.instant())));
    all.putAll(fields);
    return Samples.item(all);
  }

  static String letter(String... items) {
    return Samples.letter(items);
  }

  static String time(Instant at) {
    return AT.format(at);
  }

  /** As a JSON string; for texts without anything to escape. */
  static String text(String plain) {
    return "\"" + plain + "\"";
  }
}
