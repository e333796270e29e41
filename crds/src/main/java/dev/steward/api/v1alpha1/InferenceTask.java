package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Many inputs, named by path, that a service is to answer.
 *
 * <p>The smallest: {@code spec: {service: ocr, inputs: {paths: ["pvc://scans/*.png"]}, output:
 * {path: "pvc://scans/text"}}}.
 */
@Group(ApiGroup.GROUP)
@Version(ApiGroup.VERSION)
@Kind("InferenceTask")
@Singular("inferencetask")
@Plural("inferencetasks")
@ShortNames("itask")
@Categories("ai")
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "size(self.metadata.name) <= 54 && self.metadata.name.matches('"
            + Syntax.SERVICE_NAME
            + "')",
    message =
        "metadata.name: Jobs and pods are named after it, and this can't be such a name; use at"
            + " most 54 lower-case letters, digits or -, with a letter first and no - last")
@AdditionalPrinterColumn(
    name = "SERVICE",
    jsonPath = ".spec.service",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "STATE",
    jsonPath = ".status.state",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "DONE",
    jsonPath = ".status.progress",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "FAILED",
    jsonPath = ".status.items.failed",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "LEFT",
    jsonPath = ".status.timeLeft",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "RESULT",
    jsonPath = ".status.result.path",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class InferenceTask extends CustomResource<InferenceTaskSpec, InferenceTaskStatus>
    implements Namespaced {

  @Override
  @SuppressWarnings("NullAway") // the base class has no spec until one is read
  protected @Nullable InferenceTaskSpec initSpec() {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway")
  protected @Nullable InferenceTaskStatus initStatus() {
    return null;
  }
}
