package ponto.punch;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ponto.punch.Reading.Illegible;
import ponto.punch.Reading.Legible;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads one item of a letter that has the contract's shape: first its fields, then their meaning.
 */
final class PunchReader {
  private static final int VALUES_EXPECTED = 32; // Room for every field of the contract.

  /**
   * The objects of the contract. Another can only stand in what a duplicate replaces: looking into
   * it would tell nothing, and let a stranger's long name into every path below.
   */
  private static final Set<String> OBJECTS = Set.of("evidence", "evidence/place", "evidence/clock");

  /** Each value's text by its path, as {@code evidence/clock/offsetMillis}. */
  private final Map<String, String> values = new HashMap<>(VALUES_EXPECTED);

  private final int index;
  private final String raw;
  private boolean duplicate;
  private boolean duplicateId;

  private PunchReader(JsonParser json, String body, int index) {
    this.index = index;
    var start = offset(json.currentTokenLocation().getCharOffset());
    if (json.currentToken() == JsonToken.START_OBJECT) {
      gather(json, "");
    } else {
      json.skipChildren(); // Only in what a later duplicate replaces.
    }
    raw = body.substring(start, offset(json.currentLocation().getCharOffset()));
  }

  /** Gathers the fields of the value that the parser is at, and leaves the parser at its end. */
  static PunchReader gather(JsonParser json, String body, int index) {
    return new PunchReader(json, body, index);
  }

  private static int offset(long charOffset) {
    return Math.toIntExact(charOffset);
  }

  private void gather(JsonParser json, String prefix) {
    for (var name = json.nextName(); name != null; name = json.nextName()) {
      var path = prefix + name;
      var token = json.nextToken();
      var text = token.isScalarValue() ? json.getString() : "";
      if (values.putIfAbsent(path, text) != null) {
        duplicate = true;
        duplicateId |= path.equals("id");
      }
      if (token == JsonToken.START_OBJECT && OBJECTS.contains(path)) {
        gather(json, path + "/");
      } else {
        json.skipChildren();
      }
    }
  }

  /** What the fields mean; only for a value whose shape was checked. */
  Reading read() {
    var id = duplicateId ? null : id();
    if (id == null || duplicate) {
      return illegible(id, Reason.DUPLICATE_KEY);
    }
    var at = OffsetInstant.parse(text("at")).orElse(null);
    if (at == null) {
      return illegible(id, Reason.INVALID_INSTANT);
    }
    if (!Punch.isPossible(at.instant())) {
      return illegible(id, Reason.INSTANT_OUT_OF_RANGE);
    }
    if (!Punch.isKnownZone(text("zone"))) {
      return illegible(id, Reason.UNKNOWN_ZONE);
    }
    var punch =
        new Punch(
            id,
            at.instant(),
            at.offsetMinutes(),
            ZoneId.of(text("zone")),
            Collector.of(text("collector")).orElseThrow(),
            "true".equals(values.get("offline")),
            named(),
            evidence());
    return new Legible(index, punch, raw);
  }

  private Illegible illegible(@Nullable UUID id, Reason reason) {
    return Illegible.of(index, id, raw, reason);
  }

  private @Nullable UUID id() {
    var id = values.get("id");
    return id == null || !Forms.isUuid(id) ? null : UUID.fromString(id);
  }

  private Named named() {
    var people =
        Stream.of(Named.Kind.values()).filter(kind -> values.containsKey(kind.wire())).toList();
    return switch (people.size()) {
      case 0 -> new Named.Nobody();
      case 1 -> new Named.One(people.getFirst(), text(people.getFirst().wire()));
      default -> new Named.Several();
    };
  }

  private Evidence evidence() {
    return new Evidence(
        place(), clock(), values.get("evidence/device"), values.get("evidence/app"));
  }

  private Evidence.@Nullable Place place() {
    var latitude = number("evidence/place/latitude");
    var longitude = number("evidence/place/longitude");
    return latitude == null || longitude == null
        ? null
        : new Evidence.Place(latitude, longitude, number("evidence/place/accuracyMeters"));
  }

  private Evidence.@Nullable ClockSample clock() {
    var offset = number("evidence/clock/offsetMillis");
    return offset == null
        ? null
        : new Evidence.ClockSample(
            offset, number("evidence/clock/monotonicMillis"), number("evidence/clock/wallMillis"));
  }

  private @Nullable Double number(String path) {
    var text = values.get(path);
    return text == null ? null : Double.valueOf(text);
  }

  /** What the contract requires, or what was seen to be there. */
  private String text(String path) {
    return requireNonNull(values.get(path), path);
  }
}
