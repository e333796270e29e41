package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * What services and pods of its namespace are held to, by who owns the namespace.
 *
 * <p>The API server itself enforces it: the chart's ValidatingAdmissionPolicies take it as their
 * parameter.
 */
@Group(ApiGroup.GROUP)
@Version(ApiGroup.VERSION)
@Kind("CompliancePolicy")
@Singular("compliancepolicy")
@Plural("compliancepolicies")
@ShortNames("compol")
@JsonInclude(JsonInclude.Include.NON_NULL)
@AdditionalPrinterColumn(
    name = "ENFORCEMENT",
    jsonPath = ".spec.enforcement",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "ENFORCED",
    jsonPath = ".status.conditions[?(@.type==\"Enforced\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "SELECTED",
    jsonPath = ".status.selected",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "BREAKING",
    jsonPath = ".status.breaking",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "RUNNING",
    jsonPath = ".status.running",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class CompliancePolicy extends CustomResource<PolicyDemands, PolicyStatus>
    implements Namespaced {

  @Override
  @SuppressWarnings("NullAway") // the base class has no spec until one is read
  protected @Nullable PolicyDemands initSpec() {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway")
  protected @Nullable PolicyStatus initStatus() {
    return null;
  }
}
