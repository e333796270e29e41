package dev.steward.cli.service;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.api.v1alpha1.ModelService;
import dev.steward.cli.document.Finding;
import dev.steward.operator.policy.StoredPolicy;
import java.util.List;

/**
 * A file after reading and checking.
 *
 * @param name as the user gave it
 * @param services those that are right, in the order of the file
 * @param tasks likewise
 * @param policies likewise
 * @param findings what is wrong, in the order of the file
 * @param notes what was passed over
 */
public record ServiceFile(
    String name,
    List<ModelService> services,
    List<InferenceTask> tasks,
    List<StoredPolicy> policies,
    List<Finding> findings,
    List<String> notes) {

  public ServiceFile {
    services = List.copyOf(services);
    tasks = List.copyOf(tasks);
    policies = List.copyOf(policies);
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
  }
}
