package dev.steward.runtime.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code forward} gave, as the outputs of the signature: a tensor, a tuple or list of tensors
 * in their order, or a dictionary by their names.
 *
 * @param memory of the run
 */
record Results(PtNDManager memory, Signature signature) {

  /** Reads it, or says how it differs from what the signature says. */
  Outcome<List<Tensor>> of(IValue result) {
    var given = given(result);
    var outputs = signature.outputs();
    var names = outputs.stream().map(TensorMetadata::name).toList();
    if (result.isMap() ? !given.keySet().containsAll(names) : given.size() < names.size()) {
      return unlike("it gives " + (given.isEmpty() ? result.getType() : given.keySet()));
    }
    var tensors = new ArrayList<Tensor>();
    var inOrder = List.copyOf(given.values());
    for (int i = 0; i < outputs.size(); i++) {
      var output = outputs.get(i);
      var array = result.isMap() ? given.get(output.name()) : inOrder.get(i);
      if (array == null || !isAsSaid(output, array)) {
        return unlike("it gives " + told(output.name(), array));
      }
      tensors.add(TorchTypes.fromTorch(output.name(), output.datatype(), array));
    }
    return Outcome.done(tensors);
  }

  private Map<String, PtNDArray> given(IValue result) {
    var arrays = new LinkedHashMap<String, PtNDArray>();
    if (result.isTensor()) {
      arrays.put("0", result.toTensor(memory));
    } else if (result.isTensorList()) {
      for (var array : result.toTensorArray(memory)) {
        arrays.put(String.valueOf(arrays.size()), array);
      }
    } else if (result.isTuple()) {
      for (var part : result.toIValueTuple()) {
        take(arrays, String.valueOf(arrays.size()), part);
      }
    } else if (result.isMap()) {
      result.toIValueMap().forEach((name, part) -> take(arrays, name, part));
    }
    return arrays;
  }

  /** What is no tensor has no place in an answer. */
  private void take(Map<String, PtNDArray> arrays, String name, IValue part) {
    try (part) {
      if (part.isTensor()) {
        arrays.put(name, part.toTensor(memory));
      }
    }
  }

  private static boolean isAsSaid(TensorMetadata output, PtNDArray array) {
    return TorchTypes.datatype(array.getDataType()).filter(output.datatype()::equals).isPresent()
        && output.shape().takes(Shape.of(array.getShape().getShape()));
  }

  private static String told(String name, @Nullable PtNDArray array) {
    if (array == null) {
      return "no " + name;
    }
    var type = array.getDataType();
    return name
        + " "
        + TorchTypes.datatype(type).map(Enum::name).orElseGet(type::toString)
        + Shape.of(array.getShape().getShape());
  }

  private Outcome<List<Tensor>> unlike(String found) {
    return Outcome.refused(
        Refusal.of(
            ErrorCode.MODEL_UNSUITABLE,
            "the model's outputs aren't as %s says: %s, where that has %s"
                .formatted(SignatureFile.NAME, found, Signature.list(signature.outputs()))));
  }
}
