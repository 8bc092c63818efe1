package ponto.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;
import picocli.CommandLine.Option;
import ponto.attestation.Maker;
import ponto.attestation.Maker.Person;

/**
 * The file that says who made this program and answers for it: a file, as it holds CPFs. What
 * cannot be right refuses the start and names its key.
 */
final class MakerFile {
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "developer", Set.of("document", "name", "email"),
          "program", Set.of("name", "version"),
          "technician", Set.of("name", "cpf"),
          "representative", Set.of("name", "cpf"));

  @Option(
      names = "--developer-file",
      description =
          "YAML file: who made this program and answers for it, for the Atestado Técnico (docs/law.md).")
  private @Nullable Path file;

  /** The maker; null where none is told. */
  @Nullable Maker read() {
    if (file == null) {
      return null;
    }
    try {
      return maker(parts(Files.readString(file)));
    } catch (IOException e) {
      throw new Refusal("--developer-file " + file + " cannot be read as UTF-8 text");
    } catch (YamlEngineException e) {
      throw new Refusal("--developer-file " + file + " is no YAML: see docs/law.md for one");
    } catch (IllegalArgumentException e) {
      throw new Refusal("--developer-file " + file + ": " + e.getMessage());
    }
  }

  /** Whom the AFD names: who the file names, where there is one. */
  static @Nullable String developer(@Nullable String option, @Nullable Maker maker) {
    if (maker != null && option != null && !option.equals(maker.document())) {
      throw new Refusal(
          "--developer is another than developer.document of --developer-file: leave it out");
    }
    return maker == null ? option : maker.document();
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
