package ponto.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

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
    String alarmEmail) {

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
          "alarmEmail");

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
    check("vpcId", vpcId, "|vpc-[0-9a-f]+");
    check(
        "subnetIds",
        subnetIds.stream().allMatch(id -> id.matches("subnet-[0-9a-f]+"))
            && (vpcId.isEmpty() ? subnetIds.isEmpty() : subnetIds.size() >= 2),
        "two or more with a vpcId, none without",
        subnetIds);
    check("securityGroupId", securityGroupId, vpcId.isEmpty() ? "" : "sg-[0-9a-f]+");
    check("domain", domain, "|([a-z0-9-]+\\.)+[a-z]{2,}");
    check("certificateArn", certificateArn, domain.isEmpty() ? "" : "arn:aws:acm:us-east-1:.+");
    check("budgetDollars", budgetDollars > 0, "1 or more", budgetDollars);
    check("alarmEmail", alarmEmail, "|[^@\\s]+@[^@\\s]+");
  }

  static Settings read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static Settings parse(String yaml) {
    if (!(new Load(LoadSettings.builder().build()).loadFromString(yaml) instanceof Map<?, ?> map)) {
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
        of(map, "alarmEmail", String.class));
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
