package ponto.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What infra/ponto.yaml chooses; a wrong value stops the synthesis and names its key. */
record Settings(
    String stage,
    String region,
    int concurrency,
    double acuMin,
    double acuMax,
    int logRetentionDays,
    String vpcId,
    List<String> subnetIds,
    String securityGroupId,
    String domain,
    String certificateArn,
    int budgetDollars,
    String alarmEmail,
    boolean isProtected) {

  private static final Set<String> KEYS =
      Set.of(
          "stage",
          "region",
          "concurrency",
          "acuMin",
          "acuMax",
          "logRetentionDays",
          "vpcId",
          "subnetIds",
          "securityGroupId",
          "domain",
          "certificateArn",
          "budgetDollars",
          "alarmEmail",
          "protected");

  /** How AWS ends the name of a thing in a network. */
  private static final String ID = "([0-9a-f]{8}|[0-9a-f]{17})";

  /** Of what CloudWatch Logs takes. */
  private static final Set<Integer> RETENTIONS = Set.of(1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 1827);

  Settings {
    subnetIds = List.copyOf(subnetIds);
    check("stage", stage, "[a-z][a-z0-9-]{0,19}");
    check("region", region, "[a-z]{2}(-[a-z]+)+-[0-9]");
    // The event source takes 2 to 1,000.
    check("concurrency", concurrency >= 2 && concurrency <= 1000, "2 to 1000", concurrency);
    check("acuMin", isAcu(acuMin) && acuMin >= 0, "0 to 256 in steps of 0.5", acuMin);
    check(
        "acuMax",
        isAcu(acuMax) && acuMax >= Math.max(1, acuMin),
        "1 to 256, not under acuMin",
        acuMax);
    check(
        "logRetentionDays",
        RETENTIONS.contains(logRetentionDays),
        "one of " + new TreeSet<>(RETENTIONS),
        logRetentionDays);
    check("vpcId", vpcId, "|vpc-" + ID);
    check(
        "subnetIds",
        subnetIds.stream().allMatch(id -> id.matches("subnet-" + ID))
            && (vpcId.isEmpty() ? subnetIds.isEmpty() : subnetIds.size() >= 2),
        "two or more with a vpcId, none without",
        subnetIds);
    belongs("securityGroupId", securityGroupId, "sg-" + ID, "vpcId", vpcId);
    check("domain", domain, "|([a-z0-9-]+\\.)+[a-z]{2,}");
    belongs("certificateArn", certificateArn, "arn:aws:acm:us-east-1:.+", "domain", domain);
    check("budgetDollars", budgetDollars > 0, "1 or more", budgetDollars);
    check("alarmEmail", alarmEmail, "|[^@\\s]+@[^@\\s]+");
  }

  /** Whose pages may read the API's answers besides those of the API's own address. */
  String origin() {
    return "https://" + (domain.isEmpty() ? "localhost" : domain);
  }

  static Settings read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Settings parse(String yaml) {
    if (!(loaded(yaml) instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("ponto.yaml holds no settings");
    }
    for (var key : map.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        throw new IllegalArgumentException("ponto.yaml: unknown key " + key);
      }
    }
    for (var key : new TreeSet<>(KEYS)) {
      if (map.get(key) == null) {
        throw new IllegalArgumentException("ponto.yaml: missing key " + key);
      }
    }
    return new Settings(
        of(map, "stage", String.class),
        of(map, "region", String.class),
        of(map, "concurrency", Integer.class),
        of(map, "acuMin", Number.class).doubleValue(),
        of(map, "acuMax", Number.class).doubleValue(),
        of(map, "logRetentionDays", Integer.class),
        of(map, "vpcId", String.class),
        strings(map, "subnetIds"),
        of(map, "securityGroupId", String.class),
        of(map, "domain", String.class),
        of(map, "certificateArn", String.class),
        of(map, "budgetDollars", Integer.class),
        of(map, "alarmEmail", String.class),
        of(map, "protected", Boolean.class));
  }

  private static @Nullable Object loaded(String yaml) {
    try {
      return new Load(LoadSettings.builder().build()).loadFromString(yaml);
    } catch (MarkedYamlEngineException e) {
      // Its problem names a key that stands twice.
      var line = e.getProblemMark().map(mark -> " in line " + (mark.getLine() + 1)).orElse("");
      throw new IllegalArgumentException("ponto.yaml: " + e.getProblem() + line, e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("ponto.yaml: " + e.getMessage(), e);
    }
  }

  private static <T> T of(Map<?, ?> map, String key, Class<T> type) {
    var value = map.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "ponto.yaml: %s is %s, not a %s".formatted(key, value, type.getSimpleName()));
    }
    return type.cast(value);
  }

  private static List<String> strings(Map<?, ?> map, String key) {
    List<?> list = of(map, key, List.class);
    return list.stream().map(String::valueOf).toList();
  }

  private static boolean isAcu(double value) {
    return value <= 256 && value * 2 == Math.rint(value * 2);
  }

  private static void belongs(
      String key, String value, String pattern, String owner, String ownerValue) {
    if (ownerValue.isEmpty()) {
      check(key, value.isEmpty(), "nothing without a " + owner, value);
    } else {
      check(key, value, pattern);
    }
  }

  private static void check(String key, String value, String pattern) {
    check(key, Pattern.matches(pattern, value), "of the form " + pattern, value);
  }

  private static void check(String key, boolean right, String wanted, Object seen) {
    if (!right) {
      throw new IllegalArgumentException(
          "ponto.yaml: %s is %s, wanted %s".formatted(key, seen, wanted));
    }
  }
}
