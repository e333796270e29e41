package dev.steward.runtime.torch;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.steward.protocol.oip.Tensor;
import dev.steward.runtime.engine.Signature;
import java.util.List;

/** The inputs of one run in the order of the signature, which is that of {@code forward}. */
final class Arguments implements AutoCloseable {

  private final List<IValue> values;

  /**
   * Makes them.
   *
   * @param memory of the run
   */
  Arguments(PtNDManager memory, Signature signature, List<Tensor> inputs) {
    values =
        signature.inputs().stream()
            .map(each -> named(each.name(), inputs))
            .map(tensor -> IValue.from(TorchTypes.toTorch(memory, tensor)))
            .toList();
  }

  private static Tensor.Numbers named(String name, List<Tensor> inputs) {
    for (var input : inputs) {
      if (input.name().equals(name) && input instanceof Tensor.Numbers numbers) {
        return numbers;
      }
    }
    throw new IllegalArgumentException("the input \"" + name + "\" is missing");
  }

  /** As the module takes them. */
  IValue[] values() {
    return values.toArray(IValue[]::new);
  }

  @Override
  public void close() {
    values.forEach(IValue::close);
  }
}
