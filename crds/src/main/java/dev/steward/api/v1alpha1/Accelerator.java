package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The GPUs that each pod needs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!(has(self.products) || has(self.minMemory)) || !has(self.resource) ||"
            + " self.resource.startsWith('nvidia.com/')",
    message =
        "spec.accelerator: products and minMemory read the labels of NVIDIA's GPU feature discovery,"
            + " which nodes with another resource don't have; remove them and choose nodes by"
            + " spec.placement.nodeSelector")
public record Accelerator(
    @Size(min = 3, max = 317)
        @ValidationRule(
            value =
                "self.matches('"
                    + Syntax.EXTENDED_RESOURCE
                    + "') && !self.matches('(^|[.])kubernetes[.]io/') &&"
                    + " !self.startsWith('requests.')",
            message =
                "spec.accelerator.resource: it is no name of an extended resource; use the one that"
                    + " the nodes offer, such as nvidia.com/gpu or amd.com/gpu")
        @JsonPropertyDescription(
            "The resource that the nodes' device plugin offers. Default: nvidia.com/gpu.")
        @Nullable String resource,
    @Min(1) @Max(64) @JsonPropertyDescription("How many of it each pod gets: 1 to 64. Default: 1.")
        @Nullable Integer count,
    @Size(min = 1, max = 32)
        @JsonPropertyDescription(
            "Products that will do, by the node label nvidia.com/gpu.product. Default: any.")
        @Nullable List<String> products,
    @Size(max = 10)
        @ValidationRule(
            value = "self.matches('" + Syntax.MEMORY + "')",
            message =
                "spec.accelerator.minMemory: it is no amount of memory; write it like 20Gi or"
                    + " 16384Mi")
        @JsonPropertyDescription(
            "Memory each GPU must have at least, by the node label nvidia.com/gpu.memory. That label"
                + " is somewhat below the number in a product's name: an L4 of 24 GB has 23034 MiB,"
                + " so ask for 20Gi.")
        @Nullable String minMemory,
    @Size(min = 1, max = 253)
        @ValidationRule(
            value = "self.matches('" + Syntax.SUBDOMAIN + "')",
            message =
                "spec.accelerator.runtimeClassName: it is no name of a RuntimeClass; use lower-case"
                    + " letters, digits, - and .")
        @JsonPropertyDescription(
            "The RuntimeClass that gives containers their GPUs, where it isn't the node's default:"
                + " often nvidia.")
        @Nullable String runtimeClassName) {

  public Accelerator {
    products = products == null ? null : List.copyOf(products);
  }
}
