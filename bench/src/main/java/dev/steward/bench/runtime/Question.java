package dev.steward.bench.runtime;

import com.google.protobuf.ByteString;
import dev.steward.bench.load.Target;
import dev.steward.protocol.inference.ModelInferRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * One row of tokens for a BERT, as it is sent.
 *
 * @param tokens its length
 */
record Question(int tokens) {

  private static final List<String> INPUTS =
      List.of("input_ids", "attention_mask", "token_type_ids");

  private static final int FIRST_WORD = 1_000;
  private static final int WORDS = 20_000;

  /** The row itself. */
  long[] ids() {
    return new Random(tokens).longs(tokens, FIRST_WORD, FIRST_WORD + WORDS).toArray();
  }

  /** With all values in JSON. */
  Target json(int port, String model) {
    return Target.post("127.0.0.1", port, path(model), jsonBody());
  }

  /** The body of a request with all values in JSON. */
  String jsonBody() {
    var inputs =
        List.of(
            json("input_ids", LongStream.of(ids())),
            json("attention_mask", LongStream.generate(() -> 1).limit(tokens)),
            json("token_type_ids", LongStream.generate(() -> 0).limit(tokens)));
    return "{\"inputs\":[%s],\"outputs\":[{\"name\":\"%s\"}]}"
        .formatted(String.join(",", inputs), SentenceModel.OUTPUT);
  }

  /** The body of a request for servers that are asked with tokens and nothing else. */
  String tokensAlone() {
    return "{\"ids\":[[%s]]}"
        .formatted(LongStream.of(ids()).mapToObj(String::valueOf).collect(Collectors.joining(",")));
  }

  private String json(String name, LongStream values) {
    return "{\"name\":\"%s\",\"datatype\":\"INT64\",\"shape\":[1,%d],\"data\":[%s]}"
        .formatted(name, tokens, values.mapToObj(String::valueOf).collect(Collectors.joining(",")));
  }

  /** With all values, those of the answer too, as bytes. */
  Target binary(int port, String model) {
    var inputs =
        INPUTS.stream()
            .map(name ->
                "{\"name\":\"%s\",\"datatype\":\"INT64\",\"shape\":[1,%d],\"parameters\":{\"binary_data_size\":%d}}"
                    .formatted(name, tokens, tokens * Long.BYTES))
            .collect(Collectors.joining(","));
    var json =
        "{\"inputs\":[%s],\"outputs\":[{\"name\":\"%s\",\"parameters\":{\"binary_data\":true}}]}"
            .formatted(inputs, SentenceModel.OUTPUT)
            .getBytes(StandardCharsets.UTF_8);
    var body = new ByteArrayOutputStream();
    body.writeBytes(json);
    body.writeBytes(bytes(ids()));
    body.writeBytes(bytes(LongStream.generate(() -> 1).limit(tokens).toArray()));
    body.writeBytes(bytes(new long[tokens]));
    var headers =
        "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: %d\r\n"
            .formatted(json.length);
    return Target.post("127.0.0.1", port, path(model), headers, body.toByteArray());
  }

  /** As a message of gRPC, all values as bytes. */
  ModelInferRequest message(String model) {
    var request = ModelInferRequest.newBuilder().setModelName(model);
    var values =
        List.of(ids(), LongStream.generate(() -> 1).limit(tokens).toArray(), new long[tokens]);
    for (int input = 0; input < INPUTS.size(); input++) {
      request.addInputs(
          ModelInferRequest.InferInputTensor.newBuilder()
              .setName(INPUTS.get(input))
              .setDatatype("INT64")
              .addShape(1)
              .addShape(tokens));
      request.addRawInputContents(ByteString.copyFrom(bytes(values.get(input))));
    }
    return request
        .addOutputs(
            ModelInferRequest.InferRequestedOutputTensor.newBuilder().setName(SentenceModel.OUTPUT))
        .build();
  }

  /** Where a model is asked. */
  static String path(String model) {
    return "/v2/models/" + model + "/infer";
  }

  private static byte[] bytes(long[] values) {
    var bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes.array();
  }
}
