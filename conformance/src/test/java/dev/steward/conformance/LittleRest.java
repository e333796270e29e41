package dev.steward.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A little server of the protocol, with a fault. */
final class LittleRest implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOOD = "{\"model_name\":\"m\",\"outputs\":[],\"error\":7}";

  private final HttpServer server;
  private final AtomicInteger answers = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;

  LittleRest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::exchange);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void turn(Fault to) {
    fault = to;
  }

  private record Reply(int status, String json, ByteString values) {
    Reply(int status, String json) {
      this(status, json, ByteString.EMPTY);
    }
  }

  private void exchange(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      Reply reply;
      try {
        reply = reply(exchange, body);
      } catch (LittleModel.Refused e) {
        reply = refusal(String.valueOf(e.getMessage()));
      }
      var json = reply.json().getBytes(StandardCharsets.UTF_8);
      if (reply.values().size() > 0) {
        exchange.getResponseHeaders().set(Rest.HEADER, String.valueOf(json.length));
      }
      exchange
          .getResponseHeaders()
          .set(
              "content-type",
              fault == Fault.WRONG_CONTENT_TYPE ? "text/plain" : "application/json");
      exchange.sendResponseHeaders(reply.status(), json.length + reply.values().size());
      exchange.getResponseBody().write(json);
      exchange.getResponseBody().write(reply.values().toByteArray());
    }
  }

  private Reply refusal(String why) {
    return switch (fault) {
      case TAKES_EVERYTHING -> new Reply(200, GOOD);
      case BLAMES_ITSELF -> new Reply(500, "{\"error\":\"oh\"}");
      case PLAIN_ERRORS -> new Reply(400, "bad: " + why);
      default -> new Reply(400, JsonNodeFactory.instance.objectNode().put("error", why).toString());
    };
  }

  private Reply reply(HttpExchange exchange, byte[] body) throws IOException {
    if (fault == Fault.DEAD) {
      return new Reply(500, "<html>");
    }
    var path = exchange.getRequestURI().getPath();
    return switch (path) {
      case "/v2/health/live", "/v2/health/ready", "/v2/models/m/ready" -> new Reply(200, "{}");
      case "/v2" ->
          new Reply(
              200,
              fault == Fault.POOR_METADATA
                  ? "{\"name\":\"little\",\"extensions\":[\"binary_tensor_data\",\"classification\",\"statistics\",\"model_repository\"]}"
                  : "{\"name\":\"little\",\"version\":\"1\",\"extensions\":[\"binary_tensor_data\",\"classification\",\"statistics\",\"model_repository\"]}");
      case "/v2/models/m" -> new Reply(200, metadata());
      case "/v2/models/m/versions/1" ->
          fault == Fault.POOR_METADATA ? refusal("version") : new Reply(200, metadata());
      case "/v2/models/m/stats" ->
          new Reply(
              200,
              fault == Fault.POOR_METADATA
                  ? "{\"model_stats\":[{\"name\":\"m\"}]}"
                  : LittleModel.STATISTICS);
      case "/v2/repository/index" -> new Reply(200, index());
      case "/v2/repository/models/m/load" ->
          new Reply(fault == Fault.WRONG_REPOSITORY ? 500 : 200, "");
      case "/v2/models/m/infer", "/v2/models/m/versions/1/infer" -> infer(exchange, body);
      default -> throw new LittleModel.Refused("nothing at " + path);
    };
  }

  private String index() {
    var entry = "[{\"name\":\"%s\",\"version\":\"1\",\"state\":\"%s\",\"reason\":\"\"}]";
    return fault == Fault.WRONG_REPOSITORY
        ? entry.formatted("other", "UNAVAILABLE")
        : entry.formatted("m", "READY");
  }

  private String metadata() {
    return fault == Fault.POOR_METADATA
        ? LittleModel.METADATA.replace("\"platform\":\"little_model\",", "")
        : LittleModel.METADATA;
  }

  private Reply infer(HttpExchange exchange, byte[] body) {
    var head = exchange.getRequestHeaders().getFirst(Rest.HEADER);
    int length = head == null ? body.length : Integer.parseInt(head);
    JsonNode json;
    try {
      json = JSON.readTree(body, 0, length);
    } catch (IOException e) {
      throw new LittleModel.Refused("no JSON");
    }
    if (json.path("inputs").isEmpty()) {
      throw new LittleModel.Refused("no inputs");
    }
    var values = ByteBuffer.wrap(body, length, body.length - length);
    var outputs =
        LittleModel.infer(
            inputs(json, values),
            fault == Fault.IGNORES_REQUESTED_OUTPUTS ? List.of() : asked(json));
    return answer(json, outputs);
  }

  private Map<String, LittleModel.Tensor> inputs(JsonNode json, ByteBuffer values) {
    var inputs = new LinkedHashMap<String, LittleModel.Tensor>();
    for (var input : json.path("inputs")) {
      var datatype = input.path("datatype").asText();
      var shape = new ArrayList<Long>();
      input.path("shape").forEach(it -> shape.add(it.asLong()));
      var size = input.path("parameters").path("binary_data_size");
      var data =
          size.isNumber()
              ? binary(datatype, size.asInt(), values)
              : LittleModel.flat(input.path("data"));
      inputs.put(input.path("name").asText(), new LittleModel.Tensor(datatype, shape, data));
    }
    return inputs;
  }

  private List<Double> binary(String datatype, int size, ByteBuffer values) {
    if (size > values.remaining()) {
      throw new LittleModel.Refused("bytes");
    }
    var own = values.slice(values.position(), size);
    values.position(values.position() + size);
    var read = LittleModel.values(datatype, own);
    return fault == Fault.ZEROES_BINARY ? read.stream().map(it -> 0.0).toList() : read;
  }

  private static List<String> asked(JsonNode json) {
    var asked = new ArrayList<String>();
    json.path("outputs").forEach(it -> asked.add(it.path("name").asText()));
    return asked;
  }

  private Reply answer(JsonNode request, Map<String, LittleModel.Tensor> outputs) {
    var json = JsonNodeFactory.instance.objectNode().put("model_name", "m");
    if (request.has("id") && fault != Fault.FORGETS_ID) {
      json.set("id", request.get("id"));
    }
    boolean all = request.path("parameters").path("binary_data_output").asBoolean();
    var values = new ByteArrayOutputStream();
    var array = json.putArray("outputs");
    outputs.forEach((name, tensor) -> {
      var output = array.addObject().put("name", name).put("datatype", tensor.datatype());
      tensor.shape().forEach(output.putArray("shape")::add);
      int classes = fault == Fault.IGNORES_REQUESTED_OUTPUTS ? 0 : classes(request, name);
      if (classes > 0) {
        highest(output, tensor);
        return;
      }
      boolean binary = all;
      for (var asked : request.path("outputs")) {
        var form = asked.path("parameters").path("binary_data");
        if (form.isBoolean() && asked.path("name").asText().equals(name)) {
          binary = form.asBoolean();
        }
      }
      if (binary) {
        var raw = tensor.raw();
        output.putObject("parameters").put("binary_data_size", raw.length);
        values.writeBytes(raw);
      } else {
        var data = output.putArray("data");
        changed(tensor).forEach(data::add);
      }
    });
    return new Reply(200, json.toString(), ByteString.copyFrom(values.toByteArray()));
  }

  /** How many classes of an output are asked for; 0: all its values are. */
  private static int classes(JsonNode request, String name) {
    for (var asked : request.path("outputs")) {
      var count = asked.path("parameters").path("classification");
      if (asked.path("name").asText().equals(name) && count.isNumber()) {
        if (count.asInt() < 1) {
          throw new LittleModel.Refused("classification");
        }
        return count.asInt();
      }
    }
    return 0;
  }

  /** The higher one of the two values of each row. */
  private static void highest(ObjectNode output, LittleModel.Tensor tensor) {
    output.put("datatype", "BYTES").putArray("shape").add(tensor.shape().get(0)).add(1);
    var data = output.putArray("data");
    for (int i = 0; i < tensor.values().size(); i += 2) {
      int number = tensor.values().get(i) >= tensor.values().get(i + 1) ? 0 : 1;
      data.add(tensor.values().get(i + number) + ":" + number);
    }
  }

  private List<Double> changed(LittleModel.Tensor tensor) {
    var values = new ArrayList<>(tensor.values());
    switch (fault) {
      case CHANGES_VALUES -> values.set(0, (double) answers.incrementAndGet());
      case LOSES_A_VALUE -> values.removeLast();
      default -> {}
    }
    return values;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
