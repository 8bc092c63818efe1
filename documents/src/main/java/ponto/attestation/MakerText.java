package ponto.attestation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;
import ponto.attestation.Maker.Person;

/** Who made the program and answers for it, as YAML says it. */
public final class MakerText {
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "developer", Set.of("document", "name", "email"),
          "program", Set.of("name", "version"),
          "technician", Set.of("name", "cpf"),
          "representative", Set.of("name", "cpf"));

  private MakerText() {}

  /**
   * The maker.
   *
   * @throws IllegalArgumentException with the key that cannot be right
   */
  public static Maker read(String yaml) {
    try {
      return maker(parts(yaml));
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("it is no YAML: see docs/law.md for one", e);
    }
  }

  /** Every value is text: a CPF that begins with 0 is no number. */
  private static Map<String, Map<String, String>> parts(String yaml) {
    var settings = LoadSettings.builder().setSchema(new FailsafeSchema()).build();
    var parts = texts(new Load(settings).loadFromString(yaml), "the file");
    require(parts.keySet(), KEYS.keySet(), "");
    return parts.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                part -> {
                  var values = texts(part.getValue(), part.getKey());
                  require(values.keySet(), KEYS.get(part.getKey()), part.getKey() + ".");
                  return values.entrySet().stream()
                      .collect(
                          Collectors.toMap(
                              Map.Entry::getKey, value -> String.valueOf(value.getValue())));
                }));
  }

  private static Map<String, Object> texts(@Nullable Object read, String where) {
    if (!(read instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(where + " has no keys: write them one on a line");
    }
    return map.entrySet().stream()
        .collect(Collectors.toMap(each -> String.valueOf(each.getKey()), Map.Entry::getValue));
  }

  private static void require(Set<String> said, @Nullable Set<String> known, String before) {
    var wanted = known == null ? Set.<String>of() : known;
    var missing = new HashSet<>(wanted);
    missing.removeAll(said);
    for (var key : missing) {
      throw new IllegalArgumentException(before + key + " is missing: write it");
    }
    var unknown = new HashSet<>(said);
    unknown.removeAll(wanted);
    for (var key : unknown) {
      throw new IllegalArgumentException(before + key + " is no key: remove it");
    }
  }

  private static Maker maker(Map<String, Map<String, String>> parts) {
    return new Maker(
        value(parts, "developer", "document"),
        value(parts, "developer", "name"),
        value(parts, "developer", "email"),
        value(parts, "program", "name"),
        value(parts, "program", "version"),
        person(parts, "technician"),
        person(parts, "representative"));
  }

  private static Person person(Map<String, Map<String, String>> parts, String part) {
    return new Person(value(parts, part, "name"), value(parts, part, "cpf"));
  }

  private static String value(Map<String, Map<String, String>> parts, String part, String key) {
    return String.valueOf(parts.getOrDefault(part, Map.of()).get(key)).strip();
  }
}
