package dev.steward.protocol.oip;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a request: all of it, or what stands before binary values. */
final class InferRequestJson {

  private static final int MAX_ID = 256;
  private static final int MAX_TENSOR_NAME = 256;

  private InferRequestJson() {}

  /** What may stand after the JSON. */
  enum Rest {
    NOTHING,
    BINARY_VALUES
  }

  /** A request whose inputs may still lack their values. */
  record Draft(
      Optional<String> id,
      List<SentInput> inputs,
      List<String> outputs,
      OutputForms forms,
      Scheduling scheduling) {}

  /**
   * Reads the JSON of a request.
   *
   * @throws IOException when it can't be read at all
   */
  static Outcome<Draft> read(InputStream json, Rest rest, TensorLimits limits) throws IOException {
    return JsonReader.document(
        json, limits.textLength(), reader -> new Reading(reader, rest, limits).draft());
  }

  /** One request while it is read. */
  private static final class Reading {
    private final JsonReader json;
    private final Rest rest;
    private final TensorLimits limits;
    private final List<SentInput> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final HashMap<String, OutputForms.Form> forms = new HashMap<>();
    private final HashMap<String, Integer> classes = new HashMap<>();
    private final HashSet<String> inputNames = new HashSet<>();
    private OutputForms.Form otherForms = OutputForms.Form.JSON;
    private Scheduling scheduling = Scheduling.NONE;
    private @Nullable String id;
    private long elementsLeft;

    Reading(JsonReader json, Rest rest, TensorLimits limits) {
      this.json = json;
      this.rest = rest;
      this.limits = limits;
      this.elementsLeft = limits.elements();
    }

    Draft draft() throws IOException {
      json.object(name -> {
        switch (name) {
          case "id" -> id = json.string(MAX_ID);
          case "parameters" -> parameters();
          case "inputs" -> json.array(this::input);
          case "outputs" -> json.array(this::output);
          // KServe's client repeats it; the path says which model is meant.
          case "model_name" -> json.string(MAX_ID);
          default -> throw json.unknown("id, parameters, inputs, outputs");
        }
      });
      if (inputs.isEmpty()) {
        throw json.missing("inputs", "send at least one input");
      }
      return new Draft(
          Optional.ofNullable(id),
          inputs,
          outputs,
          new OutputForms(otherForms, forms, classes),
          scheduling);
    }

    private void parameters() throws IOException {
      Parameters.read(
          json,
          Map.of(
              Parameters.ALL,
              () -> otherForms = form(),
              Scheduling.PRIORITY,
              () -> scheduling = scheduling.withPriority((int) json.integer(0, Scheduling.LEVELS)),
              Scheduling.TIMEOUT,
              () -> scheduling = scheduling.withTimeout(json.integer(0, Long.MAX_VALUE))));
    }

    private void input() throws IOException {
      if (inputs.size() == limits.tensors()) {
        throw tooMany("inputs");
      }
      var tensor = new InputReading(json, rest, limits, elementsLeft).input();
      if (!inputNames.add(tensor.name())) {
        throw json.refused(
            "there is another input \"" + tensor.name() + "\"", "send each input once");
      }
      elementsLeft -= tensor.shape().elements() * TensorLimits.weight(tensor.datatype());
      inputs.add(tensor);
    }

    private void output() throws IOException {
      if (outputs.size() == limits.tensors()) {
        throw tooMany("outputs");
      }
      var output = new String[1];
      var form = new OutputForms.Form[1];
      var count = new int[1];
      json.object(name -> {
        switch (name) {
          case "name" -> output[0] = json.string(MAX_TENSOR_NAME);
          case "parameters" ->
              Parameters.read(
                  json,
                  Map.of(
                      Parameters.ONE,
                      () -> form[0] = form(),
                      Parameters.CLASSES,
                      () -> count[0] = (int) json.integer(1, Integer.MAX_VALUE)));
          default -> throw json.unknown("name, parameters");
        }
      });
      if (output[0] == null) {
        throw json.missing("name", "name the output");
      }
      if (outputs.contains(output[0])) {
        throw json.refused("\"" + output[0] + "\" stands twice", "ask for each output once");
      }
      outputs.add(output[0]);
      if (form[0] != null) {
        forms.put(output[0], form[0]);
      }
      if (count[0] > 0) {
        classes.put(output[0], count[0]);
      }
    }

    private OutputForms.Form form() throws IOException {
      return json.truth() ? OutputForms.Form.BINARY : OutputForms.Form.JSON;
    }

    private IOException tooMany(String what) throws IOException {
      return json.refused(
          ErrorCode.REQUEST_TOO_LARGE,
          "more than " + limits.tensors() + " " + what,
          "send at most " + limits.tensors());
    }
  }
}
