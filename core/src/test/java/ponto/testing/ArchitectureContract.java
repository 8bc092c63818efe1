package ponto.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.Connection;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The house rules of the architecture, held against every class of the product on the class path.
 * Each module extends it: what its tests see is what is checked.
 */
public abstract class ArchitectureContract {
  /** Accepts, keeps and proves punches; must work whatever the reckoning of hours does. */
  private static final String[] RECORDING = {
    "ponto.punch..", "ponto.inbox..", "ponto.ledger..", "ponto.afd..", "ponto.receipt.."
  };

  /** Reckons and reports: recomputable at any time. */
  private static final String[] TREATMENT = {
    "ponto.journey..", "ponto.aej..", "ponto.espelho..", "ponto.report.."
  };

  /** The packages that are not core: what runs it on one machine or in the cloud, and documents. */
  private static final String[] AROUND_CORE = {
    "ponto.server..",
    "ponto.artemis..",
    "ponto.backup..",
    "ponto.handin..",
    "ponto.issuer..",
    "ponto.postgres..",
    "ponto.bench..",
    "ponto.lambda..",
    "ponto.infra..",
    "ponto.ntp..",
    "ponto.receipt..",
    "ponto.attestation..",
    "ponto.papers..",
    "ponto.espelho..",
    "ponto.seal..",
    "ponto.signature.."
  };

  /** All that core may use: the zip of the recording Lambda carries this and no more. */
  private static final String[] BENEATH_CORE = {
    "java..", "javax..", "org.jspecify..", "tools.jackson.core..", "org.postgresql.."
  };

  /** Each of these has tables of its own; the bench counts rows from outside. */
  private static final String[] HOLD_SQL = {
    "ponto.access..",
    "ponto.audit..",
    "ponto.backup..",
    "ponto.bench..",
    "ponto.duty..",
    "ponto.evidence..",
    "ponto.foreign..",
    "ponto.issuer..",
    "ponto.lambda.door..",
    "ponto.ledger..",
    "ponto.legal..",
    "ponto.postgres..",
    "ponto.report..",
    "ponto.roster..",
    "ponto.verify.."
  };

  /** Judges what the rest writes, with nothing of the rest. */
  private static final String[] VERIFYING = {"ponto.verify..", "ponto.seal.."};

  private static final Set<String> MACHINE_CLOCKS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          Clock.class.getName() + ".systemUTC",
          Clock.class.getName() + ".systemDefaultZone",
          Clock.class.getName() + ".system",
          InstantSource.class.getName() + ".system",
          Calendar.class.getName() + ".getInstance");

  private static final DescribedPredicate<JavaClass> IN_CORE =
      not(resideInAnyPackage(AROUND_CORE))
          .and(resideInAnyPackage("ponto.."))
          .as("the packages of core");

  /** A program's entry, where clocks are chosen and handed out: in the cloud, a handler. */
  private static final DescribedPredicate<JavaClass> MAIN =
      describe(
          "a Main or a handler",
          type ->
              (type.getName() + "$").matches("ponto\\.([a-z]+\\.Main|lambda\\.\\w+Handler)\\$.*"));

  /** No group of packages needs each other to be understood. */
  public static final ArchRule NO_CYCLE = slices().matching("ponto.(**)").should().beFreeOfCycles();

  /** The REP works without the PTRP. */
  public static final ArchRule RECORDING_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage(RECORDING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TREATMENT);

  /** Core runs behind any door: a server's, a Lambda's, a test's. */
  public static final ArchRule CORE_ALONE =
      classes()
          .that(IN_CORE)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(BENEATH_CORE).or(IN_CORE));

  /** Only a Main looks at the machine's clock; measuring with nanoTime is free to all. */
  public static final ArchRule TIME_IS_INJECTED =
      noClasses()
          .that(not(MAIN))
          .should()
          .accessTargetWhere(
              describe("it reads the machine's clock", ArchitectureContract::readsClock));

  /** What is computed from rows is given rows. */
  public static final ArchRule PURE_READINGS =
      noClasses()
          .that()
          .resideInAnyPackage("ponto.afd..", "ponto.aej..", "ponto.journey..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
          // journey and aej come later: until then the rule has only afd to look at, or nothing.
          .allowEmptyShould(true);

  /** Another program can take the AFD alone: it needs the JDK's texts, streams and dates. */
  public static final ArchRule AFD_ALONE =
      classes()
          .that()
          .resideInAPackage("ponto.afd..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "ponto.afd..",
              "java.io..",
              "java.lang..",
              "java.nio.charset..",
              "java.security..",
              "java.text..",
              "java.time..",
              "java.util..",
              "org.jspecify..")
          .allowEmptyShould(true); // A module need not have it on its class path.

  /** Statements are made where the tables belong; others pass connections and failures on. */
  public static final ArchRule SQL_AT_HOME =
      noClasses()
          .that(not(resideInAnyPackage(HOLD_SQL)))
          .should()
          .accessTargetWhere(describe("it makes an SQL statement", ArchitectureContract::makesSql));

  /** Else a defect of the writer would be its own proof. */
  public static final ArchRule VERIFIER_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage(VERIFYING)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("ponto..").and(not(resideInAnyPackage(VERIFYING))))
          // The module postgres has no verifier on its class path.
          .allowEmptyShould(true);

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("ponto");

  private static boolean readsClock(JavaAccess<?> access) {
    var type = access.getTargetOwner();
    var name = access.getTarget().getName();
    return (type.getPackageName().equals("java.time") && name.equals("now") && !takesAClock(access))
        || (type.isEquivalentTo(Date.class) && access.getDescription().contains("Date.<init>()"))
        || MACHINE_CLOCKS.contains(type.getName() + "." + name);
  }

  private static boolean takesAClock(JavaAccess<?> access) {
    return access.getTarget().getFullName().contains(Clock.class.getName() + ")");
  }

  private static boolean makesSql(JavaAccess<?> access) {
    return access.getTargetOwner().isAssignableTo(Connection.class)
        && access.getTarget().getName().matches("prepare(Statement|Call)|createStatement");
  }

  @Test
  public void this_module_is_looked_at_and_no_test_is() {
    assertThat(PRODUCT.containPackage(getClass().getPackageName())).isTrue();
    assertThat(PRODUCT).noneMatch(type -> type.getSimpleName().endsWith("Test"));
  }

  @Test
  public void packages_form_no_cycle() {
    NO_CYCLE.check(PRODUCT);
  }

  @Test
  public void recording_never_depends_on_treatment() {
    RECORDING_ALONE.check(PRODUCT);
  }

  @Test
  public void core_knows_no_cloud_and_no_server() {
    CORE_ALONE.check(PRODUCT);
  }

  @Test
  public void time_comes_from_a_clock() {
    TIME_IS_INJECTED.check(PRODUCT);
  }

  @Test
  public void journey_and_files_touch_no_database() {
    PURE_READINGS.check(PRODUCT);
  }

  @Test
  public void the_verifier_shares_no_code_with_what_it_verifies() {
    VERIFIER_ALONE.check(PRODUCT);
  }

  @Test
  public void the_afd_needs_nothing_but_the_jdk() {
    AFD_ALONE.check(PRODUCT);
  }

  @Test
  public void only_capabilities_hold_sql() {
    SQL_AT_HOME.check(PRODUCT);
  }
}
