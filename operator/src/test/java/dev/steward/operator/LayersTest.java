package dev.steward.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.fabric8.kubernetes.client.Client;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** What keeps decisions pure: they can't reach what isn't. */
class LayersTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.steward.operator");

  private static final String[] PURE = {
    "..operator.condition..",
    "..operator.group..",
    "..operator.policy..",
    "..operator.rotation..",
    "..operator.plan..",
    "..operator.decide..",
    "..operator.status..",
    "..operator.task.."
  };

  private static void holds(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void decisions_know_the_model_of_kubernetes_and_never_its_client() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Client.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.fabric8.kubernetes.client.dsl..",
                "io.fabric8.kubernetes.client.informers..",
                "io.javaoperatorsdk..")
            .because("a decision is a function of what was observed, tested in milliseconds"));
  }

  @Test
  void decisions_read_no_clock() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(InstantSource.class)
            .because("the time of an observation is part of it"));
  }

  @Test
  void decisions_read_and_write_nothing() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.concurrent..")
            .because("what reads and writes is in operator.reconcile and operator.observe"));
  }

  @Test
  void packages_depend_on_each_other_in_one_direction() {
    holds(slices().matching("dev.steward.operator.(*)..").should().beFreeOfCycles());
  }
}
