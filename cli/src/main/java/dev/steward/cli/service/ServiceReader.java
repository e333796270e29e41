package dev.steward.cli.service;

import dev.steward.api.v1alpha1.ClusterCompliancePolicy;
import dev.steward.api.v1alpha1.CompliancePolicy;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.cli.document.Finding;
import dev.steward.cli.document.Parsed;
import dev.steward.cli.document.Position;
import dev.steward.cli.document.Value;
import dev.steward.cli.document.YamlReader;
import dev.steward.cli.schema.CustomKind;
import dev.steward.cli.schema.Examined;
import dev.steward.core.check.Violation;
import dev.steward.operator.policy.StoredPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads files of ModelServices, InferenceTasks and policies. */
public final class ServiceReader {

  private static final String GROUP = "steward.dev/";

  private final KubernetesSerialization serialization;
  private final CustomKind modelService;
  private final CustomKind inferenceTask;
  private final CustomKind clusterPolicy;
  private final CustomKind policy;

  public ServiceReader(KubernetesSerialization serialization) {
    this.serialization = serialization;
    this.modelService = Definitions.modelService(serialization);
    this.inferenceTask = Definitions.inferenceTask(serialization);
    this.clusterPolicy = Definitions.clusterPolicy(serialization);
    this.policy = Definitions.policy(serialization);
  }

  /**
   * Reads and checks a file.
   *
   * @param name for messages
   */
  public ServiceFile read(String name, String text) {
    return switch (YamlReader.read(text)) {
      case Parsed.Broken(var finding) ->
          new ServiceFile(
              name, List.of(), List.of(), List.of(), Map.of(), List.of(finding), List.of());
      case Parsed.Documents(var documents) -> {
        var reading = new Reading(name);
        documents.forEach(reading::document);
        if (documents.isEmpty()) {
          reading.add(Position.START, "file", "it is empty", "write a ModelService into it");
        }
        yield reading.result();
      }
    };
  }

  /** One pass over a file. */
  private final class Reading {
    private final String name;
    private final List<ModelService> services = new ArrayList<>();
    private final List<InferenceTask> tasks = new ArrayList<>();
    private final List<StoredPolicy> policies = new ArrayList<>();

    @SuppressWarnings("IdentityHashMapUsage") // as in the file that it becomes
    private final Map<HasMetadata, Value> documents = new IdentityHashMap<>();

    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Position> named = new HashMap<>();

    private Reading(String name) {
      this.name = name;
    }

    private ServiceFile result() {
      return new ServiceFile(name, services, tasks, policies, documents, findings, notes);
    }

    private void document(Value document) {
      if (!(document instanceof Value.Mapping object)) {
        add(document.at(), "document", "it has no fields", "write apiVersion, kind and spec");
        return;
      }
      var kind = text(object, "kind");
      var apiVersion = text(object, "apiVersion");
      if (kind.isEmpty() || apiVersion.isEmpty()) {
        var field = kind.isEmpty() ? "kind" : "apiVersion";
        add(
            place(object, field),
            field,
            object.get(field).isEmpty() ? "is missing" : "isn't a text",
            "a ModelService has apiVersion: %s and kind: %s"
                .formatted(modelService.apiVersion(), modelService.kind()));
      } else if (kind.get().equals("List") && object.get("items").isPresent()) {
        list(object.get("items").get());
      } else if (apiVersion.get().startsWith(GROUP)) {
        ours(object, apiVersion.get(), kind.get());
      } else {
        notes.add(
            "%s:%d: %s is passed over; it isn't Steward's to check"
                .formatted(name, object.at().line(), kind.get()));
      }
    }

    private void list(Value items) {
      if (items instanceof Value.Listing listing) {
        listing.items().forEach(this::document);
      } else {
        add(items.at(), "items", "is no list", "write each object after \"- \"");
      }
    }

    private void ours(Value.Mapping object, String apiVersion, String kind) {
      if (kind.equals(inferenceTask.kind())) {
        examined(inferenceTask, object, apiVersion, this::task);
      } else if (kind.equals(modelService.kind())) {
        examined(modelService, object, apiVersion, this::service);
      } else if (kind.equals(clusterPolicy.kind())) {
        examined(clusterPolicy, object, apiVersion, this::clusterPolicy);
      } else if (kind.equals(policy.kind())) {
        examined(policy, object, apiVersion, this::policy);
      } else {
        add(
            place(object, "kind"),
            "kind",
            "Steward has no kind " + kind,
            "use %s, %s, %s or %s"
                .formatted(
                    modelService.kind(),
                    inferenceTask.kind(),
                    clusterPolicy.kind(),
                    policy.kind()));
      }
    }

    private void examined(
        CustomKind kind,
        Value.Mapping object,
        String apiVersion,
        BiConsumer<Value.Mapping, Map<String, Object>> sound) {
      if (!apiVersion.equals(kind.apiVersion())) {
        add(
            place(object, "apiVersion"),
            "apiVersion",
            "Steward has no version " + apiVersion,
            "use " + kind.apiVersion());
        return;
      }
      switch (kind.examine(object)) {
        case Examined.Faulty(var faults) -> findings.addAll(faults);
        case Examined.Sound(var fields) -> sound.accept(object, fields);
      }
    }

    private void service(Value.Mapping object, Map<String, Object> fields) {
      var service = read(fields, ModelService.class);
      if (isFirst(object, "service", service.getMetadata())) {
        services.add(service);
        documents.put(service, object);
      }
    }

    private void task(Value.Mapping object, Map<String, Object> fields) {
      var task = read(fields, InferenceTask.class);
      if (isFirst(object, "task", task.getMetadata())) {
        tasks.add(task);
        documents.put(task, object);
      }
    }

    private void clusterPolicy(Value.Mapping object, Map<String, Object> fields) {
      var read = read(fields, ClusterCompliancePolicy.class);
      if (isFirst(object, "policy of the platform", read.getMetadata())) {
        policies.add(StoredPolicy.of(read));
      }
    }

    private void policy(Value.Mapping object, Map<String, Object> fields) {
      var read = read(fields, CompliancePolicy.class);
      if (isFirst(object, "policy", read.getMetadata())) {
        policies.add(StoredPolicy.of(read));
      }
    }

    /** Through JSON, in which a number is as wide as it need be: some types take no wider one. */
    private <T> T read(Map<String, Object> fields, Class<T> type) {
      return serialization.unmarshal(serialization.asJson(fields), type);
    }

    private boolean isFirst(Value.Mapping object, String what, ObjectMeta metadata) {
      var key =
          what + " " + Objects.toString(metadata.getNamespace(), "") + "/" + metadata.getName();
      var first = named.putIfAbsent(key, object.at());
      if (first != null) {
        add(
            place(object, "metadata"),
            "metadata.name",
            "%s is the %s of line %d".formatted(metadata.getName(), what, first.line()),
            "give one of them another name");
      }
      return first == null;
    }

    private void add(Position at, String field, String problem, String remedy) {
      findings.add(new Finding(at, new Violation(field, problem, remedy)));
    }

    private static Position place(Value.Mapping object, String field) {
      return object.get(field).map(Value::at).orElse(object.at());
    }

    private static Optional<String> text(Value.Mapping object, String field) {
      return object
          .get(field)
          .flatMap(value ->
              value instanceof Value.Text(var _, var text) ? Optional.of(text) : Optional.empty());
    }
  }
}
