package ponto.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What is handed to operators says nothing that the clock does not know. */
final class OperationsFilesTest {
  /** All names like this but the roles of the database. */
  private static final Pattern METRIC =
      Pattern.compile("\\bponto_(?!(recorder|api|roster|issuer|report|keeper|duty)\\b)[a-z_]+");

  /** What Prometheus adds to the name of a histogram. */
  private static final Pattern PART = Pattern.compile("_(bucket|sum|count)$");

  private static final Path ROOT =
      Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
          .filter(folder -> Files.isRegularFile(folder.resolve("ponto")))
          .findFirst()
          .orElseThrow();

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static String figures;

  @TempDir Path folder;

  @BeforeAll
  static void scrape() {
    try (var site = Site.demo()) {
      // A histogram by labels is there once it has a value.
      site.worker(1).punch(Press.own(Press.newId())).expect(202);
      figures =
          site.nobody().get("/metrics", "Authorization", "Bearer " + Site.SCRAPE_TOKEN).body();
    }
  }

  @AfterAll
  static void forget() {
    figures = "";
  }

  private static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new IllegalStateException(file, e);
    }
  }

  /** The metrics of a clock that runs, as {@code # TYPE} names them. */
  private static Set<String> known() {
    return Pattern.compile("# TYPE (\\S+)")
        .matcher(figures)
        .results()
        .map((MatchResult type) -> requireNonNull(type.group(1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> named(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map((MatchResult name) -> name.group())
        .map(name -> known().contains(name) ? name : PART.matcher(name).replaceFirst(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @SuppressWarnings("unchecked") // A YAML mapping with text keys; another shape fails the test.
  private static List<Map<String, Object>> list(Object value) {
    return (List<Map<String, Object>>) value;
  }

  private static List<Map<String, Object>> alarms() {
    var yaml =
        (Map<?, ?>)
            requireNonNull(
                new Load(LoadSettings.builder().build())
                    .loadFromString(read("ops/ponto-alerts.yaml")));
    var rules = new ArrayList<Map<String, Object>>();
    for (var group : list(requireNonNull(yaml.get("groups")))) {
      assertThat(group).containsOnlyKeys("name", "rules");
      rules.addAll(list(requireNonNull(group.get("rules"))));
    }
    return rules;
  }

  @Test
  void every_alarm_is_a_rule_of_prometheus_about_figures_that_exist() {
    assertThat(alarms()).hasSizeGreaterThan(5);
    for (var alarm : alarms()) {
      assertThat(Set.of("alert", "expr", "for", "labels", "annotations"))
          .containsAll(alarm.keySet());
      assertThat(alarm).containsKeys("alert", "expr", "labels", "annotations");
      var expression = String.valueOf(alarm.get("expr"));
      assertThat(expression.chars().filter(c -> c == '(').count())
          .as(expression)
          .isEqualTo(expression.chars().filter(c -> c == ')').count());
      if (!expression.contains("up{")) {
        assertThat(known()).containsAll(named(expression));
        assertThat(named(expression)).isNotEmpty();
      }
    }
  }

  @Test
  void every_alarm_has_its_row_of_what_to_do() {
    var told = read("docs/operations.md");
    for (var alarm : alarms()) {
      assertThat(told).contains("| `" + alarm.get("alert") + "` |");
    }
  }

  @Test
  void the_dashboard_shows_every_figure_and_none_that_does_not_exist() {
    var dashboard = JsonTree.object(JsonTree.read(read("ops/grafana-dashboard.json")));
    assertThat(dashboard).containsKeys("title", "uid", "schemaVersion", "templating");
    var shown = new TreeSet<String>();
    for (var panel : list(requireNonNull(dashboard.get("panels")))) {
      for (var target : list(requireNonNull(panel.get("targets")))) {
        var names = named(String.valueOf(target.get("expr")));
        assertThat(names).as("%s", panel.get("title")).isNotEmpty();
        shown.addAll(names);
      }
    }
    assertThat(shown).isEqualTo(known());
  }

  @Test
  void the_operations_page_explains_every_figure_and_none_that_does_not_exist() {
    assertThat(named(read("docs/operations.md"))).isEqualTo(known());
  }

  @Test
  void the_unit_gives_the_clock_longer_than_its_drain_and_no_more_than_it_needs() {
    var unit = read("ops/ponto.service");
    assertThat(unit.lines())
        .contains(
            "ExecStart=/opt/ponto/bin/ponto start --data /var/lib/ponto",
            "WorkingDirectory=/var/lib/ponto",
            "StateDirectory=ponto",
            "KillMode=mixed",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "Restart=on-failure")
        .noneMatch(line -> line.startsWith("MemoryDenyWriteExecute"));
    var stop = Pattern.compile("(?m)^TimeoutStopSec=(\\d+)$").matcher(unit);
    assertThat(stop.find()).isTrue();
    // Ten seconds of drain (StopTest), and what a server gets that writes its changes.
    assertThat(Integer.parseInt(stop.group(1))).isGreaterThan(10 + 30 + 10 + 10);
  }

  @Test
  void systemd_finds_nothing_wrong_with_the_unit() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")));
    var program = Files.createFile(folder.resolve("ponto"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    var unit = folder.resolve("ponto.service");
    Files.writeString(
        unit, read("ops/ponto.service").replace("/opt/ponto/bin/ponto", program.toString()));
    var process =
        new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }
}
