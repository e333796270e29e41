package dev.steward.operator.plan;

import dev.steward.core.measure.Bytes;
import dev.steward.core.size.GpuSupply;
import dev.steward.core.size.GpuSupply.Unit;
import dev.steward.operator.plan.AcceleratorSettings.Plugin;
import dev.steward.operator.plan.NodeFacts.Standing;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The GPUs of the nodes that a service's pods may run on, by what device plugins and feature
 * discovery say: <a
 * href="https://github.com/NVIDIA/k8s-device-plugin/tree/main/docs/gpu-feature-discovery">labels of
 * NVIDIA's</a> and of AMD's node labeller.
 *
 * <p>What a node has is what it can allocate; what other pods hold of it isn't counted, for that
 * would take a watch on every pod of the cluster. Who needs a GPU that is taken waits for it.
 */
final class GpuInventory {

  private static final String MIG = "nvidia.com/mig-";
  private static final String REPLICAS = "nvidia.com/gpu.replicas";
  private static final String AMD = "amd.com/gpu";
  private static final long MIB = 1L << 20;
  private static final long GB = 1_000_000_000L;
  private static final long MB = 1_000_000L;

  /** Such as {@code 1g.10gb}, {@code 1g.10gb.me}, {@code 3g.40gb}: decimal, and a little less. */
  private static final Pattern PROFILE = Pattern.compile("[0-9]+g\\.([0-9]{1,4})gb(\\..*)?");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern VRAM = Pattern.compile("([0-9]{1,7})([GM])");

  private GpuInventory() {}

  /** The GPUs that {@code plugin} means, on nodes that pods may run on. */
  static List<GpuSupply> of(List<NodeFacts> nodes, Plugin plugin, PlacementSettings placement) {
    return nodes.stream()
        .filter(node -> node.standing() == Standing.READY)
        .filter(node -> placement.admits(node.labels()))
        .filter(node ->
            plugin.products().isEmpty()
                || node.product().filter(plugin.products()::contains).isPresent())
        .filter(node ->
            plugin.minMemoryMib().isEmpty()
                || number(node.memoryMib()) >= plugin.minMemoryMib().getAsLong())
        .map(node -> supply(node, plugin.resource()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<GpuSupply> supply(NodeFacts node, String resource) {
    int count = (int) number(Optional.ofNullable(node.allocatable().get(resource)));
    if (count == 0) {
      return Optional.empty();
    }
    if (resource.startsWith(MIG)) {
      return slices(node, resource, count);
    }
    if (resource.equals(AMD)) {
      return vram(node)
          .map(memory -> new GpuSupply(node.name(), amdProduct(node), count, memory, Unit.GPU));
    }
    var memory = number(node.memoryMib()) * MIB;
    var product = node.product().orElse("");
    long replicas = Math.max(1, number(node.label(REPLICAS)));
    if (memory == 0 || !resource.startsWith("nvidia.com/")) {
      return Optional.empty();
    }
    return Optional.of(
        replicas > 1
            ? new GpuSupply(node.name(), product, count, new Bytes(memory / replicas), Unit.SHARE)
            // With the strategy "single" a slice is called a GPU, and only its product tells.
            : new GpuSupply(
                node.name(),
                product,
                count,
                new Bytes(memory),
                product.contains("-MIG-") ? Unit.SLICE : Unit.GPU));
  }

  private static Optional<GpuSupply> slices(NodeFacts node, String resource, int count) {
    long told = number(node.label(resource + ".memory")) * MIB;
    var profile = PROFILE.matcher(resource.substring(MIG.length()));
    long memory = told > 0 ? told : profile.matches() ? Long.parseLong(profile.group(1)) * GB : 0;
    return memory == 0
        ? Optional.empty()
        : Optional.of(
            new GpuSupply(
                node.name(),
                node.label(resource + ".product").or(node::product).orElse(""),
                count,
                new Bytes(memory),
                Unit.SLICE));
  }

  private static Optional<Bytes> vram(NodeFacts node) {
    return node.label("amd.com/gpu.vram")
        .or(() -> node.label("beta.amd.com/gpu.vram"))
        .map(VRAM::matcher)
        .filter(vram -> vram.matches())
        .map(vram ->
            new Bytes(Long.parseLong(vram.group(1)) * (vram.group(2).equals("G") ? GB : MB)))
        .filter(memory -> memory.count() > 0);
  }

  private static String amdProduct(NodeFacts node) {
    return node.label("amd.com/gpu.product-name")
        .or(() -> node.label("amd.com/gpu.device-id"))
        .orElse("");
  }

  /** 0 where there is none, or rubbish. */
  private static long number(Optional<String> text) {
    return text.filter(it -> NUMBER.matcher(it).matches()).map(Long::parseLong).orElse(0L);
  }
}
