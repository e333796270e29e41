package dev.steward.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

/**
 * Which package may know what, over all modules: this one sees them all. The operator's own rules,
 * which keep its decisions pure, stand in its module.
 */
class LayeringTest {

  private static final JavaClasses CLASSES = read();

  private static final String WEB = "org.eclipse.jetty..";
  private static final String JAVALIN = "io.javalin..";
  private static final String NETTY = "io.netty..";
  private static final String KUBERNETES = "io.fabric8..";
  private static final String OBJECT_STORES = "software.amazon..";
  private static final String ONNX = "ai.onnxruntime..";
  private static final String TOKENIZERS = "ai.djl..";

  /** Where their native libraries are unpacked, by name. */
  private static final String UNPACKED = "dev.steward.runtime";

  /** Rules here go by names: what a library's class is made of, which takes seconds, isn't read. */
  private static JavaClasses read() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("dev.steward");
  }

  private static void holds(ArchRule rule) {
    rule.check(CLASSES);
  }

  /** Classes of {@code home} may not know {@code strangers}. */
  private static void keepsAway(String home, String reason, String... strangers) {
    holds(
        noClasses()
            .that()
            .resideInAPackage(home)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(strangers)
            .because(reason));
  }

  /** Only classes of {@code homes} know {@code library}. */
  private static void isKnownOnlyIn(String library, String reason, String... homes) {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(homes)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library)
            .because(reason));
  }

  @Test
  void the_domain_needs_nothing_but_the_jdk() {
    holds(
        classes()
            .that()
            .resideInAPackage("dev.steward.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.steward.core..", "java..", "org.jspecify..")
            .because("it is what all parts agree on, and must not age with a library"));
  }

  @Test
  void the_domain_reads_and_writes_nothing() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.steward.core..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.nio.file..", "java.io..")
                    .and(not(type(ByteArrayInputStream.class))))
            .because(
                "it is tested in milliseconds; the JDK takes certificates from a stream alone"));
  }

  @Test
  void the_evidence_log_needs_nothing_but_the_domain_and_the_jdk() {
    holds(
        classes()
            .that()
            .resideInAPackage("dev.steward.ledger..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.steward.ledger..",
                "dev.steward.core..",
                "java..",
                "javax.crypto..",
                "org.jspecify..")
            .because("who audits it should have little to read"));
  }

  @Test
  void the_tree_and_signatures_know_no_files() {
    for (var home : new String[] {"merkle", "note", "entry", "record", "retain"}) {
      keepsAway(
          "dev.steward.ledger." + home + "..",
          "they are arithmetic, and tested in milliseconds",
          "java.nio.file..",
          "java.nio.channels..",
          "dev.steward.ledger.volume..");
    }
  }

  @Test
  void what_lets_files_leave_knows_no_kind_of_store() {
    keepsAway(
        "dev.steward.ledger.away..",
        "a depot is another class; these are the order of steps",
        "java.nio.file..",
        "java.net..");
  }

  @Test
  void what_carries_records_elsewhere_knows_no_kind_of_sink() {
    keepsAway(
        "dev.steward.sinks",
        "another sink is another class beside the others",
        "dev.steward.sinks.to..",
        "dev.steward.sinks.setup..",
        "dev.steward.sinks.depot..",
        "java.net.http..");
  }

  @Test
  void wire_formats_know_no_server_and_no_engine() {
    keepsAway(
        "dev.steward.protocol..",
        "gateway, runtime and clients share them",
        WEB,
        JAVALIN,
        KUBERNETES,
        ONNX,
        TOKENIZERS);
  }

  @Test
  void choosing_a_pod_knows_no_server_and_no_kubernetes() {
    var reason = "where a request goes is decided by what was read, not by who read it";
    keepsAway(
        "dev.steward.gateway.route..",
        reason,
        WEB,
        KUBERNETES,
        "java.net.http..",
        "java.nio.channels..");
    keepsAway(
        "dev.steward.gateway.balance..",
        reason,
        WEB,
        KUBERNETES,
        "java.net.http..",
        "java.nio.channels..");
  }

  @Test
  void in_the_gateway_kubernetes_is_known_where_it_is_watched() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.steward.gateway.(*)..")
            .and()
            .resideOutsideOfPackages("dev.steward.gateway.watch..", "dev.steward.gateway.task..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(KUBERNETES)
            .because("the same gateway serves in one process with no cluster"));
  }

  @Test
  void in_the_gateway_a_task_is_its_object_and_nothing_else_of_kubernetes() {
    keepsAway(
        "dev.steward.gateway.task..",
        "where tasks are kept is a TaskBoard, which tests keep in memory",
        "io.fabric8.kubernetes.client.dsl..",
        "io.fabric8.kubernetes.client.informers..",
        "dev.steward.gateway.watch..");
  }

  @Test
  void who_goes_first_knows_no_server() {
    keepsAway("dev.steward.gateway.lane..", "it is a decision about numbers", WEB, KUBERNETES);
  }

  @Test
  void a_model_is_loaded_and_run_without_a_web_server() {
    var reason = "what is inferred doesn't depend on how it was asked";
    for (var home :
        new String[] {
          "beside",
          "classify",
          "engine",
          "embed",
          "image",
          "load",
          "ocr",
          "pool",
          "onnx",
          "inspect",
          "cut",
          "pipeline",
          "text",
          "tls"
        }) {
      keepsAway(
          "dev.steward.runtime." + home + "..",
          reason,
          NETTY,
          "io.grpc..",
          "dev.steward.runtime.web..",
          "dev.steward.runtime.http..");
    }
  }

  @Test
  void the_runtime_has_one_web_server() {
    keepsAway("dev.steward.runtime..", "its image and its start carry no second one", WEB, JAVALIN);
    keepsAway(
        "dev.steward.runtime.web..",
        "it knows connections, requests and answers, and nothing of models",
        "dev.steward.runtime.http..",
        "dev.steward.runtime.grpc..",
        "dev.steward.runtime.load..",
        "dev.steward.runtime.pool..");
  }

  @Test
  void each_engine_has_one_home() {
    isKnownOnlyIn(
        ONNX, "another engine is another package", "dev.steward.runtime.engine..", UNPACKED);
    isKnownOnlyIn(
        TOKENIZERS,
        "another tokenizer is another package",
        "dev.steward.runtime.text..",
        "dev.steward.runtime.llm..",
        UNPACKED);
  }

  @Test
  void certificates_are_made_in_one_place_and_taken_apart_in_another() {
    isKnownOnlyIn(
        "org.bouncycastle..",
        "who only uses certificates loads no class of it",
        "dev.steward.trust.authority..",
        "dev.steward.store.sign..");
  }

  @Test
  void who_is_at_the_other_end_is_known_without_a_server() {
    keepsAway(
        "dev.steward.trust..", "runtime, gateway and operator share it", WEB, JAVALIN, KUBERNETES);
  }

  @Test
  void the_file_format_of_models_has_one_home() {
    isKnownOnlyIn(
        "com.google.protobuf..",
        "what a model's file means is told in terms of graphs, a message in terms of tensors",
        "dev.steward.runtime.onnx..",
        "dev.steward.protocol.inference..",
        "dev.steward.protocol.grpc..",
        "dev.steward.runtime.grpc..",
        "dev.steward.collector..",
        "dev.steward.conformance..");
  }

  @Test
  void a_server_is_judged_without_what_steward_itself_answers_by() {
    keepsAway(
        "dev.steward.conformance..",
        "what reads wrong would judge wrong",
        WEB,
        JAVALIN,
        KUBERNETES,
        "dev.steward.runtime..",
        "dev.steward.gateway..",
        "dev.steward.protocol.json..");
  }

  @Test
  void grpc_is_spoken_in_one_place() {
    isKnownOnlyIn(
        "io.grpc..",
        "what is inferred doesn't depend on how it was asked",
        "dev.steward.protocol.grpc..",
        "dev.steward.runtime.grpc..",
        "dev.steward.conformance..");
    isKnownOnlyIn(
        NETTY,
        "what is inferred doesn't depend on how it was asked",
        "dev.steward.runtime.grpc..",
        "dev.steward.runtime.web..");
  }

  @Test
  void stages_talk_without_knowing_how_a_model_was_cut() {
    keepsAway(
        "dev.steward.runtime.pipeline..",
        "what goes over a connection is tensors",
        "dev.steward.runtime.onnx..",
        "dev.steward.runtime.inspect..",
        "dev.steward.runtime.cut..");
  }

  @Test
  void bytes_become_pixels_in_one_place() {
    isKnownOnlyIn("javax.imageio..", "decoders meet hostile bytes", "dev.steward.runtime.image..");
    isKnownOnlyIn(
        "com.twelvemonkeys..", "decoders meet hostile bytes", "dev.steward.runtime.image..");
  }

  @Test
  void tasks_are_run_without_a_web_server_kubernetes_or_an_object_stores_client() {
    keepsAway(
        "dev.steward.tasks..",
        "they run in a worker, in a command line and in tests alike",
        WEB,
        JAVALIN,
        KUBERNETES,
        OBJECT_STORES);
    isKnownOnlyIn(
        OBJECT_STORES,
        "another store's client is another package",
        "dev.steward.store.s3..",
        "dev.steward.store.read..",
        "dev.steward.store.write..");
  }

  @Test
  void the_parts_of_a_file_are_read_without_what_they_mean() {
    keepsAway(
        "dev.steward.cli.document..",
        "YAML with its places is one thing, what may stand in it another",
        KUBERNETES,
        "dev.steward.cli.schema..",
        "dev.steward.cli.service..");
  }

  @Test
  void spans_are_told_through_one_seam() {
    isKnownOnlyIn(
        "io.opentelemetry..",
        "a process that tells nobody loads no class of it",
        "dev.steward.tracing..",
        "dev.steward.collector..");
    keepsAway("dev.steward.tracing..", "runtime and gateway share it", WEB, JAVALIN, KUBERNETES);
  }

  @Test
  void packages_of_a_module_depend_on_each_other_in_one_direction() {
    for (var module :
        new String[] {
          "core", "ledger", "protocol", "trust", "store", "tasks", "runtime", "gateway", "cli"
        }) {
      holds(slices().matching("dev.steward." + module + ".(*)..").should().beFreeOfCycles());
    }
  }
}
