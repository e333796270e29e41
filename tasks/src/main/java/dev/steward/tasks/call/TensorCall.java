package dev.steward.tasks.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.steward.core.task.ItemValue;
import dev.steward.tasks.journal.JournalJson;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request of the Open Inference Protocol; its tensors come back. */
final class TensorCall implements ItemCall {

  private static final String FORM =
      "write {\"inputs\": [{\"name\": …, \"shape\": […], \"datatype\": …, \"data\": […]}]}";

  private final String path;

  TensorCall(String model) {
    path =
        "/v2/models/"
            + URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20")
            + "/infer";
  }

  @Override
  public Prepared ofFile(byte[] bytes) {
    return Utf8.text(bytes).map(this::ofJson).orElseGet(() -> noRequest("it is no UTF-8 text"));
  }

  @Override
  public Prepared ofJson(String text) {
    try {
      var request = JournalJson.read(text);
      if (!request.path("inputs").isArray()) {
        return noRequest("it has no inputs");
      }
      return asksForBinary(request)
          ? new Prepared.Unfit("it asks for binary outputs; results are JSON, ask for that")
          : new Prepared.Ready(path, "application/json", text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return noRequest("it is no JSON");
    }
  }

  private static boolean asksForBinary(JsonNode request) {
    for (var output : request.path("outputs")) {
      if (output.path("parameters").path("binary_data").asBoolean()) {
        return true;
      }
    }
    return request.path("parameters").path("binary_data_output").asBoolean();
  }

  private static Prepared noRequest(String problem) {
    return new Prepared.Unfit(problem + "; " + FORM);
  }

  @Override
  public JsonNode output(byte[] answer) throws IOException {
    var outputs = JournalJson.read(answer).path("outputs");
    if (!outputs.isArray()) {
      throw new IOException("the answer has no outputs");
    }
    var output = JournalJson.object();
    output.set("outputs", outputs);
    return output;
  }

  @Override
  public ItemValue value(JsonNode output) {
    var outputs = output.path("outputs");
    if (outputs.size() != 1) {
      return new ItemValue.Several("has %d outputs".formatted(outputs.size()));
    }
    var numbers = new ArrayList<Double>();
    return flatten(outputs.get(0).path("data"), numbers)
        ? new ItemValue.Numbers(numbers)
        : new ItemValue.Several("has an output that isn't numbers");
  }

  /** A tensor's data come flat or nested, both in row-major order. */
  private static boolean flatten(JsonNode data, List<Double> into) {
    for (var each : data) {
      if (each.isNumber()) {
        into.add(each.asDouble());
      } else if (!each.isArray() || !flatten(each, into)) {
        return false;
      }
    }
    return true;
  }
}
