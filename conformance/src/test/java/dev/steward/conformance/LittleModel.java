package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that gives back its inputs: {@code x} FP32[-1,2] as {@code y}, {@code k} INT64[1] as
 * {@code z}. It refuses what it can't take.
 */
final class LittleModel {

  static final String METADATA =
      """
      {"name":"m","versions":["1"],"platform":"little_model",
       "inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]},{"name":"k","datatype":"INT64","shape":[1]}],
       "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]},{"name":"z","datatype":"INT64","shape":[1]}]}
      """;

  static final String STATISTICS =
      """
      {"model_stats":[{"name":"m","version":"1","last_inference":0,"inference_count":0,"execution_count":0,
       "inference_stats":{"success":{"count":0,"ns":0},"fail":{"count":0,"ns":0},"queue":{"count":0,"ns":0},
        "compute_input":{"count":0,"ns":0},"compute_infer":{"count":0,"ns":0},"compute_output":{"count":0,"ns":0}},
       "batch_stats":[]}]}
      """;

  private static final Map<String, String> OUTPUT_OF = Map.of("x", "y", "k", "z");

  private LittleModel() {}

  /** Ends a request that can't be taken. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /**
   * A tensor.
   *
   * @param values numbers, as doubles
   */
  record Tensor(String datatype, List<Long> shape, List<Double> values) {

    byte[] raw() {
      var bytes =
          ByteBuffer.allocate(values.size() * size(datatype)).order(ByteOrder.LITTLE_ENDIAN);
      for (double value : values) {
        if (datatype.equals("FP32")) {
          bytes.putFloat((float) value);
        } else {
          bytes.putLong((long) value);
        }
      }
      return bytes.array();
    }
  }

  static int size(String datatype) {
    return datatype.equals("FP32") ? Float.BYTES : Long.BYTES;
  }

  /** The outputs for inputs, in the model's order, or those that are asked for. */
  static Map<String, Tensor> infer(Map<String, Tensor> inputs, List<String> asked) {
    for (var name : inputs.keySet()) {
      if (!OUTPUT_OF.containsKey(name)) {
        throw new Refused("no input " + name);
      }
    }
    var x = checked(inputs, "x", "FP32");
    var k = checked(inputs, "k", "INT64");
    if (x.shape().size() != 2 || x.shape().get(1) != 2 || !k.shape().equals(List.of(1L))) {
      throw new Refused("shape");
    }
    var all = new LinkedHashMap<String, Tensor>();
    all.put("y", x);
    all.put("z", k);
    var wanted = new LinkedHashMap<String, Tensor>();
    for (var name : asked) {
      var output = all.get(name);
      if (output == null) {
        throw new Refused("no output " + name);
      }
      wanted.put(name, output);
    }
    return asked.isEmpty() ? all : wanted;
  }

  private static Tensor checked(Map<String, Tensor> inputs, String name, String datatype) {
    var input = inputs.get(name);
    if (input == null) {
      throw new Refused("no input " + name);
    }
    if (!input.datatype().equals(datatype)) {
      throw new Refused("datatype");
    }
    double count = 1;
    for (long length : input.shape()) {
      if (length < 0) {
        throw new Refused("negative");
      }
      count *= length;
    }
    if (count != input.values().size()) {
      throw new Refused("values");
    }
    return input;
  }

  /** The values of JSON, however they are nested. */
  static List<Double> flat(JsonNode data) {
    var values = new ArrayList<Double>();
    for (var each : data) {
      if (each.isArray()) {
        values.addAll(flat(each));
      } else {
        values.add(each.doubleValue());
      }
    }
    return values;
  }

  /** The values of bytes. */
  static List<Double> values(String datatype, ByteBuffer raw) {
    var bytes = raw.order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() % size(datatype) != 0) {
      throw new Refused("bytes");
    }
    var values = new ArrayList<Double>();
    while (bytes.hasRemaining()) {
      values.add(datatype.equals("FP32") ? (double) bytes.getFloat() : (double) bytes.getLong());
    }
    return values;
  }
}
