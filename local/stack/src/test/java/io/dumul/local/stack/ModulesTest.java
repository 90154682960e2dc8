package io.dumul.local.stack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may know whom (docs: the table of modules). Classes are read from each module's {@code
 * target/classes}, so it needs no module on its classpath; what is not built yet is not checked.
 */
class ModulesTest {
  private static final List<String> MODULES =
      List.of(
          "core",
          "hbase",
          "speed",
          "batch",
          "serving",
          "local/kafka",
          "local/hbase",
          "local/stack");

  /** The modules that each may know beside itself. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.of(
          "core", Set.of(),
          "hbase", Set.of("core"),
          "speed", Set.of("core", "hbase"),
          "batch", Set.of("core", "hbase"),
          "serving", Set.of("core", "hbase"));

  private static final String[] ENGINES = {
    "org.apache.kafka..",
    "org.apache.hadoop..",
    "org.apache.spark..",
    "org.apache.iceberg..",
    "com.linecorp.armeria..",
    "io.netty..",
    "java.sql.."
  };

  /** What only a {@code Main} may call, since nothing could be replayed otherwise. */
  private static final Set<String> OUTSIDE =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.getenv",
          "java.lang.System.exit",
          "java.lang.Runtime.exit",
          "java.lang.Runtime.halt",
          "java.lang.Math.random",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    List<Path> built =
        MODULES.stream().map(ModulesTest::folder).filter(Files::isDirectory).toList();
    classes = new ClassFileImporter().importPaths(built);
  }

  @Test
  void coreKnowsNoEngine() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.dumul.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ENGINES)
            .because("core says what the system means, for every engine"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "hbase", "speed", "batch", "serving"})
  void modulesMeetInCoreAndInTheStoresOnly(String module) {
    String[] others =
        MODULES.stream()
            .map(other -> other.replace('/', '.'))
            .filter(other -> !other.equals(module) && !allowed(module).contains(other))
            .map(other -> "io.dumul." + other + "..")
            .toArray(String[]::new);
    check(
        noClasses()
            .that()
            .resideInAPackage("io.dumul." + module + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others)
            .because(module + " may know " + allowed(module) + " and nothing else of Dumul"));
  }

  @Test
  void onlyTheHbaseModulesSpeakToHbase() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("io.dumul.speed..", "io.dumul.batch..", "io.dumul.serving..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hadoop.hbase..")
            .because("the view store is a port in core; its adapter is the module hbase"));
  }

  @Test
  void onlyMainsReadTheClockTheEnvironmentOrExit() {
    check(
        noClasses()
            .that(areNoMains())
            .and()
            .resideOutsideOfPackages( // the launcher is all outside
                "io.dumul.local.stack", "io.dumul.local.stack.torture")
            .should()
            .callMethodWhere(outside())
            .orShould()
            .callConstructor(java.util.Random.class)
            .orShould()
            .callConstructor(java.security.SecureRandom.class)
            .because(
                "clock, environment, chance and exit are given by a Main, so that runs can be replayed"));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(classes);
  }

  private static Set<String> allowed(String module) {
    return MAY_KNOW.getOrDefault(module, Set.of());
  }

  private static Path folder(String module) {
    return Path.of("../..", module.split("/")).resolve(Path.of("target", "classes"));
  }

  private static DescribedPredicate<JavaClass> areNoMains() {
    return DescribedPredicate.describe(
        "are no Main", type -> !type.getFullName().matches(".*\\.Main(\\$.*)?"));
  }

  private static DescribedPredicate<JavaAccess<?>> outside() {
    return DescribedPredicate.describe(
        "reads the clock, the environment or chance, or exits",
        access -> OUTSIDE.contains(access.getTargetOwner().getFullName() + "." + access.getName()));
  }
}
