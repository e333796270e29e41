package dev.steward.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
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
@ValidationRule(
    value = "!(has(self.resource) && has(self.deviceClass))",
    message =
        "spec.accelerator: resource asks a device plugin and deviceClass a driver of dynamic resource"
            + " allocation, and a node has one or the other; remove one of them")
@ValidationRule(
    value =
        "!has(self.deviceClass) || !(has(self.products) || has(self.minMemory) || (has(self.count) &&"
            + " type(self.count) == string))",
    message =
        "spec.accelerator.deviceClass: products, minMemory and count: Auto go by what device plugins"
            + " tell of nodes; write a number, and say the rest in spec.accelerator.selectors")
@ValidationRule(
    value = "!has(self.selectors) || has(self.deviceClass)",
    message =
        "spec.accelerator.selectors: they choose among the devices of a class; add"
            + " spec.accelerator.deviceClass, or remove them")
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
    @ValidationRule(
            value = "type(self) == string ? self == 'Auto' : self >= 1 && self <= 64",
            message = "spec.accelerator.count: write a whole number from 1 to 64, or Auto")
        @JsonPropertyDescription(
            "How many of it each pod gets: 1 to 64, or `Auto` (as many as the model's weights need on"
                + " the GPUs that the nodes have). Default: 1.")
        @Nullable IntOrString count,
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
        @Nullable String runtimeClassName,
    @Size(min = 1, max = 253)
        @ValidationRule(
            value = "self.matches('" + Syntax.SUBDOMAIN + "')",
            message =
                "spec.accelerator.deviceClass: it is no name of a DeviceClass; use lower-case"
                    + " letters, digits, - and .")
        @JsonPropertyDescription(
            "In place of resource: the DeviceClass from which dynamic resource allocation gives each"
                + " pod its devices, such as gpu.nvidia.com.")
        @Nullable String deviceClass,
    @Size(min = 1, max = 8)
        @JsonPropertyDescription(
            "Which devices of the class will do: conditions in CEL that all must hold, such as"
                + " `device.attributes['gpu.nvidia.com'].productName == 'NVIDIA L4'`.")
        @Nullable List<String> selectors) {

  public Accelerator {
    products = products == null ? null : List.copyOf(products);
    selectors = selectors == null ? null : List.copyOf(selectors);
  }
}
