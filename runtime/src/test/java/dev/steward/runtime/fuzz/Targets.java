package dev.steward.runtime.fuzz;

import com.google.protobuf.ByteString;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.grpc.InferRequestMessage;
import dev.steward.protocol.inference.InferParameter;
import dev.steward.protocol.inference.InferTensorContents;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.oip.InferRequestBody;
import dev.steward.protocol.oip.TensorLimits;
import dev.steward.protocol.openai.EmbeddingsLimits;
import dev.steward.protocol.openai.EmbeddingsRequestJson;
import dev.steward.protocol.openai.GenerationRequestJson;
import dev.steward.runtime.gguf.GgufFile;
import dev.steward.runtime.http.FuzzedBody;
import dev.steward.runtime.onnx.BrokenModelException;
import dev.steward.runtime.onnx.GraphReader;
import dev.steward.runtime.safetensors.FuzzedWeights;
import dev.steward.runtime.testing.GgufWriting;
import dev.steward.runtime.testing.GraphFile;
import dev.steward.runtime.testing.GrpcClient;
import dev.steward.runtime.testing.SafetensorsWriting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Everything that reads what others send or made. */
final class Targets {

  private static final long MIB = 1L << 20;

  private static final List<byte[]> JSON_WORDS =
      texts(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\u0000",
          "\\ud800",
          "null",
          "true",
          "1e999",
          "-1",
          "0.5",
          "9223372036854775808",
          "[[",
          "{\"a\":",
          "\"name\":",
          "\"shape\":",
          "\"data\":",
          "\"datatype\":\"BYTES\"",
          "\"datatype\":\"FP16\"",
          "\"parameters\":{",
          "\"binary_data_size\":",
          "\"inputs\":[",
          "\"outputs\":[",
          "\"timeout\":",
          "\"messages\":[",
          "\"role\":\"user\"",
          "\"content\":",
          "\"tools\":[",
          "\"input\":",
          "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":",
          "\"$ref\":\"#/$defs/a\"",
          "\u00ff",
          "\u20ac");

  private Targets() {}

  /** All of them. */
  static List<Target> all() {
    return List.of(rest(), openAi(), grpc(), packed(), gguf(), safetensors(), onnx());
  }

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static String told(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Done<?> done -> "taken";
      case Outcome.Refused<?>(var refusal) -> refusal.code() + " " + refusal.message();
    };
  }

  /** The first byte says which; what follows it is the input. */
  private static byte[] kind(int kind, byte[] input) {
    var whole = new byte[input.length + 1];
    whole[0] = (byte) kind;
    System.arraycopy(input, 0, whole, 1, input.length);
    return whole;
  }

  private static byte[] kind(int kind, String text) {
    return kind(kind, text.getBytes(StandardCharsets.UTF_8));
  }

  private static int kind(byte[] input, int kinds) {
    return input.length == 0 ? 0 : (input[0] & 0xFF) % kinds;
  }

  private static byte[] content(byte[] input) {
    return input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
  }

  /** A body of REST: of kind 0 it is JSON, else JSON up to its first line's end. */
  private static Target rest() {
    var seeds =
        List.of(
            kind(
                0,
                """
                {"id":"1","inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2.5],[3,-4e3]]}],
                 "outputs":[{"name":"y"}]}
                """),
            kind(
                0,
                """
                {"inputs":[{"data":["a","€"],"name":"t","datatype":"BYTES","shape":[2]},
                           {"name":"b","datatype":"BOOL","shape":[1],"data":[true]}]}
                """),
            kind(
                0,
                """
                {"parameters":{"priority":1,"timeout":5},
                 "inputs":[{"name":"u","datatype":"UINT64","shape":[1],"data":[18446744073709551615]}]}
                """),
            kind(
                1,
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP16\",\"shape\":[2],"
                    + "\"parameters\":{\"binary_data_size\":4}}],"
                    + "\"parameters\":{\"binary_data_output\":true}}\nabcd"),
            kind(
                1,
                "{\"inputs\":[{\"name\":\"t\",\"datatype\":\"BYTES\",\"shape\":[1],"
                    + "\"parameters\":{\"binary_data_size\":6}}]}\n\002\000\000\000ab"));
    return new Target("rest", seeds, JSON_WORDS, 4 * MIB, Targets::readRest);
  }

  private static String readRest(byte[] input) throws IOException {
    var body = content(input);
    var length = OptionalLong.empty();
    if (kind(input, 2) == 1) {
      int end = 0;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      if (end == body.length) {
        return "no JSON before values";
      }
      length = OptionalLong.of(end + 1L);
    }
    return told(
        InferRequestBody.read(new ByteArrayInputStream(body), length, TensorLimits.DEFAULT));
  }

  private static Target openAi() {
    var seeds =
        new ArrayList<>(
            List.of(
                kind(
                    0,
                    """
                    {"model":"m","messages":[{"role":"system","content":"a"},
                      {"role":"user","content":[{"type":"text","text":"b"}]}],"max_tokens":5,
                     "temperature":0.5,"stop":["x"],"stream":true,"tools":[{"type":"function","function":
                      {"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}],
                     "tool_choice":"auto"}
                    """),
                kind(
                    0,
                    """
                    {"model":"m","messages":[{"role":"user","content":"b"}],"response_format":
                      {"type":"json_schema","json_schema":{"name":"x","schema":
                        {"type":"array","items":{"enum":[1,"a",null]}}}},"logprobs":true,"top_logprobs":3}
                    """),
                kind(
                    1,
                    """
                    {"model":"m","prompt":"a","n":2,"logprobs":5,"echo":true,"seed":7}
                    """)));
    for (var input : List.of("\"a\"", "[\"a\",\"b\"]", "[1,2,3]", "[[1],[2,3]]")) {
      seeds.add(
          kind(2, "{\"model\":\"m\",\"input\":" + input + ",\"encoding_format\":\"base64\"}"));
    }
    return new Target("openai", seeds, JSON_WORDS, 4 * MIB, Targets::readOpenAi);
  }

  private static String readOpenAi(byte[] input) throws IOException {
    var body = new ByteArrayInputStream(content(input));
    return switch (kind(input, 3)) {
      case 0 -> told(GenerationRequestJson.chat(body));
      case 1 -> told(GenerationRequestJson.completion(body));
      default -> told(EmbeddingsRequestJson.read(body, EmbeddingsLimits.DEFAULT));
    };
  }

  private static Target grpc() {
    var text = GrpcClient.request("BYTES", 1);
    text.getInputsBuilder(0)
        .setContents(
            InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8("ab")));
    text.putParameters("priority", InferParameter.newBuilder().setUint64Param(1).build());
    var whole = GrpcClient.request("INT64", 2).setId("1").setModelVersion("1");
    whole
        .getInputsBuilder(0)
        .setContents(InferTensorContents.newBuilder().addInt64Contents(1).addInt64Contents(-1));
    whole.addOutputsBuilder().setName("y");
    var seeds =
        Stream.of(
                GrpcClient.rows(1, 2, 3, 4),
                GrpcClient.typedRows(1, 2),
                text.build(),
                whole.build())
            .map(ModelInferRequest::toByteArray)
            .toList();
    var words =
        new ArrayList<>(texts("x", "FP32", "BYTES", "FP16", "shared_memory_region", "timeout"));
    words.add(new byte[] {0x0a, 0x01});
    words.add(new byte[] {0x2a, 0x00});
    words.add(new byte[] {0x3a, 0x08});
    words.add(new byte[] {-1, -1, -1, -1, 0x0f});
    words.add(new byte[] {0x0b});
    return new Target("grpc", seeds, words, 2 * MIB, Targets::readGrpc);
  }

  private static String readGrpc(byte[] input) {
    var message = ByteString.copyFrom(input);
    return told(InferRequestMessage.address(message))
        + told(InferRequestMessage.read(message, TensorLimits.DEFAULT));
  }

  /** A body that is packed: of kind 0 by gzip, else by zlib. */
  private static Target packed() {
    var zeros = new byte[10 * FuzzedBody.MOST];
    var seeds = new ArrayList<byte[]>();
    for (var content : List.of(texts("{\"a\":1}").getFirst(), new byte[0], zeros)) {
      seeds.add(kind(0, gzip(content)));
      seeds.add(kind(1, deflated(content)));
    }
    var words = new ArrayList<>(List.of(gzip(new byte[1]), deflated(new byte[300])));
    words.add(new byte[] {0x1f, (byte) 0x8b, 8, 31});
    words.add(new byte[] {-1, -1});
    return new Target(
        "packed",
        seeds,
        words,
        2 * MIB,
        input -> FuzzedBody.unpacked(kind(input, 2) == 0 ? "gzip" : "deflate", content(input)));
  }

  private static byte[] gzip(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] deflated(byte[] content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static Target gguf() {
    var small =
        new GgufWriting()
            .put("general.name", "small")
            .put("n", 3)
            .texts("tokens", List.of("a", "bc", ""))
            .wholes("types", List.of(1, 2, 3))
            .floats("t", List.of(2L, 4L), new float[8])
            .bytes();
    var words = new ArrayList<>(texts("general.alignment", "tokens", "t"));
    words.add(GgufWriting.text("k"));
    for (int type = 0; type < 13; type++) {
      words.add(GgufWriting.little(4, type));
    }
    return new Target(
        "gguf", List.of(small, new GgufWriting().bytes()), words, 2 * MIB, Targets::readGguf);
  }

  private static String readGguf(byte[] input) {
    try {
      for (var tensor : GgufFile.of(MemorySegment.ofArray(input)).tensors()) {
        tensor.row(tensor.rows() - 1, new float[tensor.columns()]);
      }
      return "taken";
    } catch (LoadException e) {
      return e.failure().violation().message();
    }
  }

  /** A file of weights: of kind 0 its header and what follows, else all of it with its length. */
  private static Target safetensors() {
    var header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[8,12]}}\n"
            + "123456789012";
    var seeds =
        List.of(
            kind(0, header),
            kind(0, "{}\n"),
            kind(
                1,
                new SafetensorsWriting()
                    .floats("a", List.of(2L), new float[2])
                    .halves("b", List.of(1L, 1L), new float[1])
                    .bytes()));
    var words =
        texts(
            "\"c\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[12,13]},",
            "\"dtype\":\"F64\"",
            "[0,0]",
            "[4294967296,4294967296]",
            "9223372036854775807",
            "-1",
            "\"__metadata__\":",
            "\n",
            "{",
            "}");
    return new Target(
        "safetensors",
        seeds,
        words,
        2 * MIB,
        input ->
            kind(input, 2) == 0
                ? FuzzedWeights.readHeader(content(input))
                : FuzzedWeights.read(content(input)));
  }

  private static Target onnx() {
    var outside =
        new GraphFile()
            .input("x", 4)
            .output("y", 4)
            .external("w", 4, 4, Map.of("location", "nowhere", "offset", "0", "length", "64"))
            .node("MatMul", List.of("x", "w"), List.of("y"));
    var seeds =
        List.of(GraphFile.chain(3, 4).model(), GraphFile.chain(1, 1).model(), outside.model());
    var words = new ArrayList<>(texts("x", "w", "location", "../x", "/etc/hostname", "offset"));
    words.add(new byte[] {0x3a, 0x02});
    words.add(new byte[] {0x0a, 0x04, 0x2a, 0x02});
    words.add(new byte[] {0x2a, 0x02, 0x32, 0x00});
    words.add(new byte[] {0x08, -1, -1, -1, -1, 0x0f});
    words.add(new byte[] {0x0b});
    return new Target("onnx", seeds, words, 2 * MIB, Targets::readOnnx);
  }

  private static String readOnnx(byte[] input) throws IOException {
    var beside = Path.of("target", "fuzz", "m.onnx").toAbsolutePath();
    try {
      GraphReader.read(beside, new ByteArrayInputStream(input), input.length);
      return "taken";
    } catch (BrokenModelException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
