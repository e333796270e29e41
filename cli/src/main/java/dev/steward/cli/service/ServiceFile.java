package dev.steward.cli.service;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.cli.document.Finding;
import dev.steward.cli.document.Position;
import dev.steward.cli.document.Value;
import dev.steward.operator.policy.StoredPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file after reading and checking.
 *
 * @param name as the user gave it
 * @param services those that are right, in the order of the file
 * @param tasks likewise
 * @param policies likewise
 * @param documents where each of these objects stands, by its identity
 * @param findings what is wrong, in the order of the file
 * @param notes what was passed over
 */
@SuppressWarnings("IdentityHashMapUsage") // of two objects that are equal each has its own place
public record ServiceFile(
    String name,
    List<ModelService> services,
    List<InferenceTask> tasks,
    List<StoredPolicy> policies,
    Map<HasMetadata, Value> documents,
    List<Finding> findings,
    List<String> notes) {

  public ServiceFile {
    services = List.copyOf(services);
    tasks = List.copyOf(tasks);
    policies = List.copyOf(policies);
    documents = Collections.unmodifiableMap(new IdentityHashMap<>(documents));
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }

  /**
   * Where a field of an object stands, or the nearest value around it that is there.
   *
   * @param field such as {@code spec.model.digest}; what follows a {@code [} isn't looked into
   */
  public Position place(HasMetadata object, String field) {
    var found = documents.get(object);
    if (found == null) {
      return Position.START;
    }
    for (var name : field.split("\\[", 2)[0].split("\\.", -1)) {
      if (!(found instanceof Value.Mapping mapping) || mapping.get(name).isEmpty()) {
        break;
      }
      found = mapping.get(name).orElseThrow();
    }
    return found.at();
  }
}
