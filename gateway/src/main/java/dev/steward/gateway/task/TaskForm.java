package dev.steward.gateway.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.InferenceTaskSpec;
import dev.steward.api.v1alpha1.TaskReader;
import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.task.ItemKind;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the body of {@code POST /v1/tasks}: the fields of an InferenceTask's spec, besides {@code
 * name}. {@code inputs} may be a list of paths, and an item any JSON value.
 */
final class TaskForm {

  /** Label of tasks that were made over HTTP: the others can't be seen there. */
  static final String LABEL = "steward.dev/over-http";

  static final String LABELLED = "true";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "service",
          "inputs",
          "output",
          "secretRef",
          "aggregate",
          "parallelism",
          "deadline",
          "maxFailedItems",
          "ttlAfterFinished");
  private static final Set<String> INPUTS = Set.of("paths", "jsonl", "items");

  private final ServingConfig service;
  private final OverHttp allowed;

  TaskForm(ServingConfig service, OverHttp allowed) {
    this.service = service;
    this.allowed = allowed;
  }

  /**
   * The task that is asked for.
   *
   * @param key the request's Idempotency-Key, by which the task is named if it has no name
   */
  Outcome<InferenceTask> read(byte[] body, Optional<String> key) {
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (IOException e) {
      return refused("body", "it is no JSON", "send {\"inputs\": {\"items\": […]}}");
    }
    if (!(tree instanceof ObjectNode form)) {
      return refused("body", "it is no JSON object", "send {\"inputs\": {\"items\": […]}}");
    }
    return stranger(form, "", FIELDS)
        .<Outcome<InferenceTask>>map(TaskForm::refused)
        .orElseGet(() -> ofFields(form, key));
  }

  private Outcome<InferenceTask> ofFields(ObjectNode form, Optional<String> key) {
    var id = service.service();
    if (form.has("service") && !form.get("service").asText().equals(id.name())) {
      return refused(
          "service",
          "this is the address of " + id.name(),
          "leave it out, or ask the other service's address");
    }
    if (form.has("name") && !form.get("name").isTextual()) {
      return refused("name", "it is no text", "write a name, or leave it out");
    }
    form.put("service", id.name());
    if (form.path("inputs").isArray()) {
      form.set("inputs", JsonNodeFactory.instance.objectNode().set("paths", form.get("inputs")));
    }
    if (!(form.path("inputs") instanceof ObjectNode inputs)) {
      return refused("inputs", "is missing", "give {\"items\": […]} or {\"paths\": […]}");
    }
    var strange = stranger(inputs, "inputs.", INPUTS);
    if (strange.isPresent()) {
      return refused(strange.get());
    }
    if (inputs.has("items")) {
      inputs.set("items", texts(inputs.get("items")));
    }
    var name = form.has("name") ? form.get("name").asText() : name(id, key);
    form.remove("name");
    return task(name, form);
  }

  /** An item that isn't a text is its JSON. */
  private static JsonNode texts(JsonNode items) {
    var texts = JsonNodeFactory.instance.arrayNode();
    items.forEach(item -> texts.add(item.isTextual() ? item.asText() : item.toString()));
    return texts;
  }

  private Outcome<InferenceTask> task(String name, ObjectNode spec) {
    var task = new InferenceTask();
    task.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(service.service().namespace())
            .withName(name)
            .addToLabels(LABEL, LABELLED)
            .build());
    try {
      task.setSpec(JSON.treeToValue(spec, InferenceTaskSpec.class));
    } catch (JsonProcessingException e) {
      return refused("body", "a field is of the wrong type", "see docs/reference/inferencetask.md");
    }
    return checked(task);
  }

  private Outcome<InferenceTask> checked(InferenceTask task) {
    if (allowed == OverHttp.ITEMS && needsRights(task.getSpec())) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.NOT_OVER_HTTP,
              "inputs: over HTTP a task is made of items or https:// paths, without output and"
                  + " secretRef; kubectl apply an InferenceTask for the rest"));
    }
    return readable(task);
  }

  /** Whether it names what belongs to the namespace. */
  private static boolean needsRights(InferenceTaskSpec spec) {
    var paths = spec.inputs().paths();
    return spec.output() != null
        || spec.secretRef() != null
        || spec.inputs().jsonl() != null
        || (paths != null && !paths.stream().allMatch(path -> path.startsWith("https://")));
  }

  private Outcome<InferenceTask> readable(InferenceTask task) {
    Optional<ItemKind> kind = service.items();
    if (kind.isEmpty()) {
      return refused("service", "tasks can't use its model", "ask another service");
    }
    return switch (TaskReader.read(task, service.model(), kind.get())) {
      case Checked.Invalid<TaskReader.Order>(var wrong) -> refused(wrong);
      case Checked.Valid<TaskReader.Order> _ -> Outcome.done(task);
    };
  }

  /** The same key names the same task; without one the name is a secret of who asked. */
  private static String name(ServiceId service, Optional<String> key) {
    var text = key.map(given -> service.uid() + '\n' + given).orElseGet(() -> secret());
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "task-" + HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** From the JDK's secure random numbers. */
  private static String secret() {
    return UUID.randomUUID().toString();
  }

  private static Optional<Violation> stranger(ObjectNode object, String at, Set<String> known) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(name ->
            new Violation(
                at + (name.length() > 60 ? name.substring(0, 60) + "…" : name),
                "there is no such field",
                "use " + String.join(", ", known.stream().sorted().toList())));
  }

  private static <T> Outcome<T> refused(String field, String problem, String remedy) {
    return refused(new Violation(field, problem, remedy));
  }

  /** The spec's fields are the body's. */
  private static <T> Outcome<T> refused(Violation violation) {
    var field =
        violation.field().startsWith("spec.") ? violation.field().substring(5) : violation.field();
    return Outcome.refused(
        Refusal.of(
            ErrorCode.INVALID_REQUEST,
            new Violation(field, violation.problem(), violation.remedy())));
  }
}
