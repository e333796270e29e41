package dev.steward.runtime.classify;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorLimits;
import dev.steward.runtime.beside.Labels;
import dev.steward.runtime.engine.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Outputs as the classes with the highest values, where a request asks for them: the parameter
 * {@code classification} of Triton Inference Server.
 *
 * <p>An output's last axis has a value for each class. It becomes the {@code count} highest, or all
 * where there are fewer, each as {@code VALUE:CLASS} or {@code VALUE:CLASS:LABEL}. Example, for 2
 * of {@code [0.1, 0.7, 0.2]} with labels: {@code ["0.7:1:dog", "0.2:2:bird"]}.
 */
public final class HighestClasses {

  /** As many texts as a request may have. */
  private static final long MOST =
      TensorLimits.DEFAULT.elements() / TensorLimits.weight(Datatype.BYTES);

  private HighestClasses() {}

  /** Refuses a request for classes of outputs that have none. */
  public static Outcome<InferRequest> check(InferRequest request, Signature signature) {
    for (var name : request.forms().classes().keySet()) {
      var output = signature.output(name);
      if (output.isPresent() && !canHave(output.get().datatype())) {
        return Outcome.refused(
            refusal(
                ErrorCode.INVALID_REQUEST,
                request,
                name,
                "\"" + name + "\" is " + output.get().datatype() + ", which has no order",
                "ask for classes of an output of numbers"));
      }
      if (output.isPresent() && output.get().shape().rank() == 0) {
        return Outcome.refused(noAxis(request, name));
      }
    }
    return Outcome.done(request);
  }

  private static boolean canHave(Datatype datatype) {
    return datatype != Datatype.BYTES && datatype != Datatype.BOOL;
  }

  /**
   * The outputs, those of which classes are wanted as texts.
   *
   * @param labels are told of outputs that have as many classes
   */
  public static Outcome<List<Tensor>> of(
      InferRequest request, List<Tensor> outputs, Labels labels) {
    var classes = request.forms().classes();
    var given = new ArrayList<Tensor>();
    for (var output : outputs) {
      var count = classes.get(output.name());
      if (count == null || !(output instanceof Tensor.Numbers numbers)) {
        given.add(output);
        continue;
      }
      if (numbers.shape().rank() == 0) {
        return Outcome.refused(noAxis(request, output.name()));
      }
      int width = (int) numbers.shape().dimension(numbers.shape().rank() - 1);
      int wanted = Math.min(count, width);
      long rows = width == 0 ? 0 : numbers.shape().elements() / width;
      if (rows * wanted > MOST) {
        return Outcome.refused(
            refusal(
                ErrorCode.REQUEST_TOO_LARGE,
                request,
                output.name(),
                "%d classes of each of %d rows are more texts than given".formatted(wanted, rows),
                "ask for at most " + MOST + " in all"));
      }
      given.add(texts(numbers, width, wanted, labels));
    }
    return Outcome.done(given);
  }

  private static Refusal noAxis(InferRequest request, String name) {
    return refusal(
        ErrorCode.INVALID_REQUEST,
        request,
        name,
        "\"" + name + "\" is one number without an axis of classes",
        "leave it out here");
  }

  private static Refusal refusal(
      ErrorCode code, InferRequest request, String name, String problem, String remedy) {
    return Refusal.of(
        code,
        new Violation(
            "outputs[" + request.outputs().indexOf(name) + "].parameters.classification",
            problem,
            remedy));
  }

  private static Tensor texts(Tensor.Numbers output, int width, int wanted, Labels labels) {
    var names = labels.of(width);
    var texts = new ArrayList<String>();
    for (int row = 0; wanted > 0 && row < output.shape().elements() / width; row++) {
      int first = row * width;
      for (int number : highest(output, first, width, wanted)) {
        var text = shown(output, first + number) + ":" + number;
        texts.add(names.map(known -> text + ":" + known.get(number)).orElse(text));
      }
    }
    var lengths = new ArrayList<>(output.shape().dimensions());
    lengths.set(lengths.size() - 1, (long) wanted);
    return new Tensor.Texts(output.name(), new Shape(lengths), texts);
  }

  /** The classes of one row, the highest first; of equal ones the first. */
  private static List<Integer> highest(Tensor.Numbers output, int first, int width, int wanted) {
    var lowestFirst =
        new PriorityQueue<Integer>(
            wanted, (a, b) -> -before(output, first + a, first + b, Integer.compare(a, b)));
    IntStream.range(0, width)
        .forEach(number -> {
          lowestFirst.add(number);
          if (lowestFirst.size() > wanted) {
            lowestFirst.remove();
          }
        });
    var highest = new ArrayList<Integer>();
    while (!lowestFirst.isEmpty()) {
      highest.add(lowestFirst.remove());
    }
    return highest.reversed();
  }

  /** Negative where the value at {@code a} stands before that at {@code b}. */
  private static int before(Tensor.Numbers output, int a, int b, int otherwise) {
    var data = output.data();
    int order =
        switch (output.datatype()) {
          case INT64 -> Long.compare(data.getLong(b * 8), data.getLong(a * 8));
          case UINT64 -> Long.compareUnsigned(data.getLong(b * 8), data.getLong(a * 8));
          default -> Double.compare(ordered(output, b), ordered(output, a));
        };
    return order == 0 ? otherwise : order;
  }

  /** What is no number stands last. */
  private static double ordered(Tensor.Numbers output, int at) {
    double value = value(output, at);
    return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
  }

  private static double value(Tensor.Numbers output, int at) {
    var data = output.data();
    int size = output.datatype().size();
    return switch (output.datatype()) {
      case UINT8 -> Byte.toUnsignedInt(data.get(at));
      case INT8 -> data.get(at);
      case UINT16 -> Short.toUnsignedInt(data.getShort(at * size));
      case INT16 -> data.getShort(at * size);
      case UINT32 -> Integer.toUnsignedLong(data.getInt(at * size));
      case INT32 -> data.getInt(at * size);
      case FP16 -> Float.float16ToFloat(data.getShort(at * size));
      case BF16 -> Float.intBitsToFloat(data.getShort(at * size) << 16);
      case FP32 -> data.getFloat(at * size);
      case FP64 -> data.getDouble(at * size);
      case BOOL, BYTES, INT64, UINT64 -> throw new IllegalArgumentException(output.toString());
    };
  }

  /** The shortest decimal that is the value. */
  private static String shown(Tensor.Numbers output, int at) {
    return switch (output.datatype()) {
      case INT64 -> Long.toString(output.data().getLong(at * 8));
      case UINT64 -> Long.toUnsignedString(output.data().getLong(at * 8));
      case FP64 -> Double.toString(value(output, at));
      case FP16, BF16, FP32 -> Float.toString((float) value(output, at));
      default -> Long.toString((long) value(output, at));
    };
  }
}
