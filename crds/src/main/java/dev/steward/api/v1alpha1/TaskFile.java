package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * One file of a task whose results Steward keeps: what stands at the output path of another.
 * Gateways make it and never change it; it goes with its InferenceTask. The results are {@code
 * TASK.results.jsonl}.
 *
 * <p>A kind of its own, and neither ConfigMap nor Secret: gateways then have rights to what is
 * Steward's and to nothing of a tenant's.
 */
@Group(ApiGroup.GROUP)
@Version(ApiGroup.VERSION)
@Kind("TaskFile")
@Singular("taskfile")
@Plural("taskfiles")
@JsonInclude(JsonInclude.Include.NON_NULL)
@AdditionalPrinterColumn(
    name = "TASK",
    jsonPath = ".spec.task",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "FILE",
    jsonPath = ".spec.name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "BYTES",
    jsonPath = ".spec.bytes",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class TaskFile extends CustomResource<TaskFileSpec, Void> implements Namespaced {

  @Override
  @SuppressWarnings("NullAway") // the base class has no spec until one is read
  protected @Nullable TaskFileSpec initSpec() {
    return null;
  }
}
