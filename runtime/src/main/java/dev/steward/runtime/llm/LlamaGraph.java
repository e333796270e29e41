package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.protocol.oip.Datatype;
import dev.steward.runtime.gguf.GgufTensor;
import dev.steward.runtime.gguf.GgufTensors;
import dev.steward.runtime.onnx.ElementType;
import dev.steward.runtime.onnx.ModelWriter;
import dev.steward.runtime.onnx.ModelWriter.Attribute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a decoder of the Llama family as an ONNX graph.
 *
 * <p>Inputs: {@code hidden} FP32[B, S, width], the vectors of S tokens of each of B sequences;
 * {@code last} INT32[B], each sequence's length with them, less 1; {@code total} INT32[1], the
 * longest length; {@code past_k_I} and {@code past_v_I} FP32[B, heads, M, head width] of each
 * layer. Outputs: {@code logits} FP32[B, vocabulary] after the last of the S tokens, and {@code
 * present_k_I} and {@code present_v_I}, which may be the memory of what went in.
 *
 * <p>The vectors of tokens aren't in the graph: they are looked up where the weights lie.
 */
public final class LlamaGraph {

  /** The tensor with a vector for each token. */
  static final String EMBEDDING = "token_embd.weight";

  private static final String HEAD = "output.weight";
  private static final ElementType FLOAT = ElementType.of(Datatype.FP32);
  private static final ElementType INT = ElementType.of(Datatype.INT32);

  private final GgufTensors file;
  private final LlamaConfig config;
  private final ModelWriter model;
  private final WeightFile weights;
  private final Projections projections;

  private LlamaGraph(
      GgufTensors file,
      LlamaConfig config,
      ModelWriter model,
      WeightFile weights,
      Projections.Inputs inputs) {
    this.file = file;
    this.config = config;
    this.model = model;
    this.weights = weights;
    this.projections = new Projections(model, weights, inputs);
  }

  /**
   * The graph; its weights are written to {@code weights} meanwhile.
   *
   * @param name of the file of the weights
   * @param positions for which angles are kept
   * @param inputs of products
   */
  static byte[] write(
      GgufTensors file,
      LlamaConfig config,
      String name,
      WeightFile weights,
      int positions,
      Projections.Inputs inputs)
      throws IOException, LoadException {
    var model = new ModelWriter(name);
    new LlamaGraph(file, config, model, weights, inputs).write(positions);
    return model.model();
  }

  /** Whether there is a matrix of 4 bits in each layer, which can be read in less time. */
  static boolean readsFaster(GgufTensors file) {
    return file.tensor("blk.0.ffn_up.weight")
        .flatMap(matrix -> matrix.format().packing())
        .filter(packing -> packing.bits() == 4)
        .isPresent();
  }

  private void write(int positions) throws IOException, LoadException {
    // Read elsewhere, row by row.
    var _ = matrix(EMBEDDING, config.width(), config.vocabulary());
    model.input("hidden", FLOAT, List.of("B", "S", text(config.width())));
    model.input("last", INT, List.of("B"));
    model.input("total", INT, List.of("1"));
    angles(positions);
    var stream = new Stream("hidden", Optional.empty());
    for (int layer = 0; layer < config.layers(); layer++) {
      stream = layer(layer, stream);
    }
    var normal = normalised(stream, "output_norm.weight", "final");
    model.wholes("at_last", List.of(-1L));
    model.node(
        "Gather",
        "",
        List.of(normal.normalised, "at_last"),
        List.of("last_only"),
        List.of(new Attribute.Whole("axis", 1)));
    var head = file.tensor(HEAD).isPresent() ? HEAD : EMBEDDING;
    projections.add(
        "head", "last_only", List.of(matrix(head, config.width(), config.vocabulary())));
    model.wholes("rows", List.of(-1L, (long) config.vocabulary()));
    model.node("Reshape", "", List.of("head", "rows"), List.of("logits"), List.of());
    model.output("logits", FLOAT, List.of("B", text(config.vocabulary())));
  }

  /**
   * What flows from layer to layer.
   *
   * @param added what is still to be added to {@code sum}; ONNX Runtime adds and normalises at once
   */
  private record Stream(String sum, Optional<String> added) {}

  /** A stream's sum and the same normalised. */
  private record Normal(String normalised, String sum) {}

  /** RMSNorm: x / sqrt(mean(x²) + epsilon) × weight. */
  private Normal normalised(Stream stream, String weight, String name)
      throws IOException, LoadException {
    var scale = projections.vector(name + "_w", List.of(vector(weight, config.width())));
    var epsilon = new Attribute.Real("epsilon", (float) config.epsilon());
    if (stream.added.isEmpty()) {
      model.node(
          "SimplifiedLayerNormalization",
          "",
          List.of(stream.sum, scale),
          List.of(name),
          List.of(new Attribute.Whole("axis", -1), epsilon, new Attribute.Whole("stash_type", 1)));
      return new Normal(name, stream.sum);
    }
    model.node(
        "SkipSimplifiedLayerNormalization",
        ModelWriter.CONTRIB,
        List.of(stream.sum, stream.added.get(), scale),
        List.of(name, "", "", name + "_sum"),
        List.of(epsilon));
    return new Normal(name, name + "_sum");
  }

  private Stream layer(int layer, Stream in) throws IOException, LoadException {
    var name = "layer" + layer + "_";
    var block = "blk." + layer + ".";
    var before = normalised(in, block + "attn_norm.weight", name + "attention_in");
    var attention = attention(layer, before.normalised);
    int heads = config.heads() * config.headWidth();
    var out =
        projections.add(
            name + "attention_out",
            attention,
            List.of(matrix(block + "attn_output.weight", heads, config.width())));
    var between =
        normalised(
            new Stream(before.sum, Optional.of(out)), block + "ffn_norm.weight", name + "ffn_in");
    return new Stream(between.sum, Optional.of(feedForward(name, block, between.normalised)));
  }

  private String attention(int layer, String in) throws IOException, LoadException {
    var name = "layer" + layer + "_";
    var block = "blk." + layer + ".attn_";
    int queries = config.heads() * config.headWidth();
    int keys = config.keyValueHeads() * config.headWidth();
    var all =
        biased(
            block,
            projections.add(
                name + "qkv",
                in,
                List.of(
                    matrix(block + "q.weight", config.width(), queries),
                    matrix(block + "k.weight", config.width(), keys),
                    matrix(block + "v.weight", config.width(), keys))));
    var kept = List.of("B", text(config.keyValueHeads()), "M", text(config.headWidth()));
    for (var half : List.of("k_", "v_")) {
      model.input("past_" + half + layer, FLOAT, kept);
      model.output("present_" + half + layer, FLOAT, kept);
    }
    model.node(
        "GroupQueryAttention",
        ModelWriter.CONTRIB,
        List.of(all, "", "", "past_k_" + layer, "past_v_" + layer, "last", "total", "cos", "sin"),
        List.of(name + "attention", "present_k_" + layer, "present_v_" + layer),
        List.of(
            new Attribute.Whole("num_heads", config.heads()),
            new Attribute.Whole("kv_num_heads", config.keyValueHeads()),
            new Attribute.Whole("do_rotary", 1),
            new Attribute.Whole(
                "rotary_interleaved",
                switch (config.pairs()) {
                  case NEIGHBOURS -> 1;
                  case HALVES -> 0;
                })));
    return name + "attention";
  }

  /** Qwen2 adds something to queries, keys and values. */
  private String biased(String block, String all) throws IOException, LoadException {
    var biases = new ArrayList<GgufTensor>();
    for (var which : List.of("q", "k", "v")) {
      file.tensor(block + which + ".bias").ifPresent(biases::add);
    }
    if (biases.isEmpty()) {
      return all;
    }
    long length = biases.stream().mapToLong(GgufTensor::columns).sum();
    long right = (config.heads() + 2L * config.keyValueHeads()) * config.headWidth();
    if (biases.size() != 3 || length != right) {
      throw wrong(block + "{q,k,v}.bias", length + " numbers", right + " of three");
    }
    var bias = projections.vector(all + "_bias", biases);
    model.node("Add", "", List.of(all, bias), List.of(all + "_biased"), List.of());
    return all + "_biased";
  }

  /** SwiGLU: down(silu(gate(x)) × up(x)). */
  private String feedForward(String name, String block, String in)
      throws IOException, LoadException {
    int inner = config.feedForward();
    var both =
        projections.add(
            name + "gate_up",
            in,
            List.of(
                matrix(block + "ffn_gate.weight", config.width(), inner),
                matrix(block + "ffn_up.weight", config.width(), inner)));
    model.node(
        "Split",
        "",
        List.of(both),
        List.of(name + "gate", name + "up"),
        List.of(new Attribute.Whole("axis", -1), new Attribute.Whole("num_outputs", 2)));
    // x × sigmoid(x)
    model.node(
        "QuickGelu",
        ModelWriter.CONTRIB,
        List.of(name + "gate"),
        List.of(name + "silu"),
        List.of(new Attribute.Real("alpha", 1)));
    model.node("Mul", "", List.of(name + "silu", name + "up"), List.of(name + "ffn"), List.of());
    return projections.add(
        name + "down",
        name + "ffn",
        List.of(matrix(block + "ffn_down.weight", inner, config.width())));
  }

  /** cos and sin of p / base^(2i/width) for each position p and pair i. */
  private void angles(int positions) throws IOException {
    int pairs = config.headWidth() / 2;
    for (var function : List.of("cos", "sin")) {
      var slice = weights.tensor(function, () -> angles(function, positions, pairs));
      model.weight(function, FLOAT, List.of((long) positions, (long) pairs), slice);
    }
  }

  private void angles(String function, int positions, int pairs) throws IOException {
    for (int position = 0; position < positions; position++) {
      for (int pair = 0; pair < pairs; pair++) {
        double angle = position / Math.pow(config.ropeBase(), 2.0 * pair / config.headWidth());
        weights.put((float) (function.equals("cos") ? Math.cos(angle) : Math.sin(angle)));
      }
    }
  }

  private GgufTensor vector(String name, int length) throws LoadException {
    return matrix(name, length, 1);
  }

  private GgufTensor matrix(String name, int columns, int rows) throws LoadException {
    var tensor = file.tensor(name).orElseThrow(() -> wrong(name, "no such tensor", "one"));
    if (tensor.columns() != columns || tensor.rows() != rows) {
      throw wrong(
          name,
          "%d rows of %d".formatted(tensor.rows(), tensor.columns()),
          "%d of %d".formatted(rows, columns));
    }
    return tensor;
  }

  private static LoadException wrong(String name, String found, String right) {
    return new LoadException(
        ErrorCode.MODEL_CORRUPT,
        "spec.model.uri",
        "the weights have %s for %s, there should be %s".formatted(found, name, right),
        "check that it is whole");
  }

  private static String text(int length) {
    return String.valueOf(length);
  }
}
