package ponto;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.testing.ArchitectureContract;

/**
 * The architecture of core, and a proof that each rule can fail: it finds the classes named Bad.
 */
class ArchitectureTest extends ArchitectureContract {
  private static final Pattern CLASS = Pattern.compile("package ([a-z.]+);.*? class (\\w+)");
  private static final Pattern OFFENDER = Pattern.compile("<ponto\\.[a-z.]+\\.(\\w+)");

  @TempDir Path folder;

  /** Compiles the sources, one class each, and answers which of them the rule finds. */
  private Set<String> offenders(ArchRule rule, String... sources) throws Exception {
    var arguments = new ArrayList<>(List.of("-d", folder.toString(), "-proc:none"));
    for (var source : sources) {
      var name = CLASS.matcher(source);
      assertThat(name.lookingAt()).as(source).isTrue();
      var home = Files.createDirectories(folder.resolve(name.group(1)));
      arguments.add(Files.writeString(home.resolve(name.group(2) + ".java"), source).toString());
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    var result = rule.evaluate(new ClassFileImporter().importPath(folder));
    return result.getFailureReport().getDetails().stream()
        .flatMap(detail -> OFFENDER.matcher(detail).results().limit(1))
        .map((MatchResult offender) -> offender.group(1))
        .collect(toCollection(TreeSet::new));
  }

  private static String door(String name, String expression) {
    return "package ponto.server; class %s { Object at() throws Exception { return %s; } }"
        .formatted(name, expression);
  }

  @Test
  void a_cycle_is_found() throws Exception {
    assertThat(
            offenders(
                NO_CYCLE,
                "package ponto.a; public class Bad { ponto.b.Back b; }",
                "package ponto.b; public class Back { ponto.a.Bad a; ponto.c.Good c; }",
                "package ponto.c; public class Good { Good c; }"))
        .containsExactly("Bad");
  }

  @Test
  void recording_that_looks_at_treatment_is_found() throws Exception {
    assertThat(
            offenders(
                RECORDING_ALONE,
                "package ponto.journey; public class Good { ponto.ledger.Row row; }",
                "package ponto.ledger; public class Row {}",
                "package ponto.punch; public class Bad { ponto.journey.Good day; }"))
        .containsExactly("Bad");
  }

  @Test
  void core_that_knows_more_than_it_may_is_found() throws Exception {
    assertThat(
            offenders(
                CORE_ALONE,
                "package ponto.server; public class Door { ponto.punch.Good seen; }",
                "package ponto.punch; public class Good { byte[] raw; java.sql.Date[] days; }",
                "package ponto.punch; class Bad1 { com.sun.net.httpserver.HttpServer server; }",
                "package ponto.punch; class Bad2 { ponto.server.Door[] doors; }",
                "package ponto.made; class Bad3 { Object door() { return new ponto.server.Door(); } }",
                "package ponto.punch; class Bad4 { org.junit.jupiter.api.Test test; }"))
        .containsExactly("Bad1", "Bad2", "Bad3", "Bad4");
  }

  @Test
  void a_look_at_the_clock_of_the_machine_is_found() throws Exception {
    assertThat(
            offenders(
                TIME_IS_INJECTED,
                door("Bad1", "java.time.Instant.now()"),
                door("Bad2", "java.time.LocalDate.now(java.time.ZoneOffset.UTC)"),
                door("Bad3", "java.time.OffsetDateTime.now()"),
                door("Bad4", "(java.util.concurrent.Callable<Object>) java.time.Instant::now"),
                door("Bad5", "java.time.InstantSource.system()"),
                door("Bad6", "java.time.Clock.systemUTC()"),
                door("Bad7", "System.currentTimeMillis()"),
                door("Bad8", "new java.util.Date()"),
                door("Bad9", "java.util.Calendar.getInstance()"),
                door("Main", "java.time.Instant.now()"),
                door("Good", "java.time.LocalDate.now((java.time.Clock) null)"),
                door("GoodToo", "new java.util.Date(System.nanoTime())")))
        .containsExactly("Bad1", "Bad2", "Bad3", "Bad4", "Bad5", "Bad6", "Bad7", "Bad8", "Bad9");
  }

  @Test
  void a_pure_reading_that_reaches_for_the_database_is_found() throws Exception {
    assertThat(
            offenders(
                PURE_READINGS,
                "package ponto.afd; class Good { java.time.Instant at; }",
                "package ponto.ledger; class GoodToo { java.sql.ResultSet rows; }",
                "package ponto.afd; class Bad1 { java.sql.ResultSet rows; }",
                "package ponto.aej; class Bad2 { javax.sql.DataSource source; }",
                "package ponto.journey.night; class Bad3 { java.sql.Connection connection; }"))
        .containsExactly("Bad1", "Bad2", "Bad3");
  }

  @Test
  void where_there_is_no_pure_reading_yet_nothing_is_found() throws Exception {
    assertThat(offenders(PURE_READINGS, "package ponto.punch; class Good {}")).isEmpty();
  }

  @Test
  void a_verifier_that_looks_at_the_writer_is_found() throws Exception {
    assertThat(
            offenders(
                VERIFIER_ALONE,
                "package ponto.verify; public class Good { java.sql.ResultSet rows; Good next; }",
                "package ponto.afd; public class Line { ponto.verify.Good judge; }",
                "package ponto.verify; class Bad { ponto.afd.Line line; }"))
        .containsExactly("Bad");
  }

  @Test
  void sql_that_is_not_at_home_is_found() throws Exception {
    var asks =
        " { Object ask(java.sql.Connection c) throws java.sql.SQLException { return c.%s; } }";
    assertThat(
            offenders(
                SQL_AT_HOME,
                "package ponto.roster; class Good" + asks.formatted("createStatement()"),
                "package ponto.api; class GoodToo" + asks.formatted("isValid(1)"),
                "package ponto.api; class Bad1" + asks.formatted("createStatement()"),
                "package ponto.server; class Bad2"
                    + asks.formatted("prepareStatement(\"SELECT\")")))
        .containsExactly("Bad1", "Bad2");
  }
}
