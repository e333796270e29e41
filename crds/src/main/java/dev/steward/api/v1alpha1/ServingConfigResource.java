package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.steward.core.check.Checked;
import dev.steward.core.serving.ServingConfig;
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
 * The kind {@code ServingConfig}: a {@link ServingConfig} as the operator hands it to the gateways,
 * in Steward's own namespace. No user writes it.
 */
@Group(ApiGroup.GROUP)
@Version(ApiGroup.VERSION)
@Kind("ServingConfig")
@Singular("servingconfig")
@Plural("servingconfigs")
@JsonInclude(JsonInclude.Include.NON_NULL)
@AdditionalPrinterColumn(
    name = "PORT",
    jsonPath = ".spec.port",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "MODEL",
    jsonPath = ".spec.model",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "AGE",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class ServingConfigResource extends CustomResource<ServingConfigSpec, Void>
    implements Namespaced {

  /** What the gateways serve by, or what is wrong with it. */
  public Checked<ServingConfig> toCore() {
    var spec = getSpec();
    return spec == null
        ? Checked.invalid("spec", "it is absent", "let the operator write this object")
        : spec.toCore();
  }

  @Override
  @SuppressWarnings("NullAway") // the base class has no spec until one is read
  protected @Nullable ServingConfigSpec initSpec() {
    return null;
  }
}
