package ponto.punch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.UUID;

/**
 * What makes a punch the same punch: two deliveries with one id and one content are a repeat, with
 * one id and two contents a conflict. Nothing else of the body counts.
 *
 * <p>Its canonical form, version 1, is ASCII in eight lines, parted by LF, with none at the end:
 *
 * <pre>
 * ponto-content-1
 * 0199a6f3-5b1c-7d2e-8f00-0123456789ab   the id in lower case
 * worker                                 the kind by which the person is named
 * 52998224725                            that number; for a worker's own token its CPF
 * 1795345297123                          at, milliseconds of UTC since 1970
 * -180                                   at's offset in minutes
 * America/Sao_Paulo                      the zone
 * browser                                the collector
 * </pre>
 *
 * @param person as named, not as found: a badge and the CPF of its holder are two contents
 */
public record Content(
    UUID id, Named.One person, Instant at, int offsetMinutes, ZoneId zone, Collector collector) {
  private static final String VERSION = "ponto-content-1";

  public Content {
    requireNonNull(id, "id");
    requireNonNull(person, "person");
    requireNonNull(at, "at");
    requireNonNull(zone, "zone");
    requireNonNull(collector, "collector");
  }

  /** The content of a punch for the person that its body or its sender's token names. */
  public static Content of(Punch punch, Named.One person) {
    return new Content(
        punch.id(), person, punch.at(), punch.offsetMinutes(), punch.zone(), punch.collector());
  }

  /** The canonical form, version 1. */
  public String canonical() {
    return String.join(
        "\n",
        VERSION,
        id.toString(),
        person.kind().wire(),
        person.value(),
        Long.toString(at.toEpochMilli()),
        Integer.toString(offsetMinutes),
        zone.getId(),
        collector.wire());
  }

  /** SHA-256 over the canonical form, in UTF-8. */
  public byte[] digest() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(canonical().getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The digest as 64 hexadecimal digits in lower case. */
  public String hash() {
    return HexFormat.of().formatHex(digest());
  }
}
