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
 * A model that is to be served.
 *
 * <p>The smallest: {@code spec: {model: {uri: "pvc://models/minilm"}}}.
 */
@Group(ApiGroup.GROUP)
@Version(ApiGroup.VERSION)
@Kind("ModelService")
@Singular("modelservice")
@Plural("modelservices")
@ShortNames("msvc")
@Categories("ai")
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "size(self.metadata.name) <= 54 && self.metadata.name.matches('"
            + Syntax.SERVICE_NAME
            + "')",
    message =
        "metadata.name: Services and pods are named after it, and this can't be such a name; use at"
            + " most 54 lower-case letters, digits or -, with a letter first and no - last")
@ValidationRule(
    value =
        "size(self.metadata.name) <= 38 || !has(self.spec) || !has(self.spec.sharding) ||"
            + " !has(self.spec.sharding.strategy) || !(self.spec.sharding.strategy in ['Pipeline',"
            + " 'Tensor'])",
    message =
        "metadata.name: with strategy Pipeline or Tensor StatefulSets are named after it, whose names"
            + " are shorter; use at most 38 characters")
@ValidationRule(
    value =
        "size(self.metadata.name) <= 48 || !has(self.spec) || !has(self.spec.placement) ||"
            + " !has(self.spec.placement.tiers) || size(self.spec.placement.tiers) < 2",
    message =
        "metadata.name: with two tiers in spec.placement.tiers Services are named after it, whose"
            + " names are shorter; use at most 48 characters")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "REPLICAS",
    jsonPath = ".status.ready",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "ARRIVED",
    jsonPath = ".status.arrival.percent",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "MODEL",
    jsonPath = ".spec.model.uri",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "URL",
    jsonPath = ".status.url",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class ModelService extends CustomResource<ModelServiceSpec, ModelServiceStatus>
    implements Namespaced {

  @Override
  @SuppressWarnings("NullAway") // the base class has no spec until one is read
  protected @Nullable ModelServiceSpec initSpec() {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway")
  protected @Nullable ModelServiceStatus initStatus() {
    return null;
  }
}
