package dev.steward.e2e.world;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What MiniLM should answer: ONNX Runtime called plainly on the tokens of the model's own
 * tokenizer, with nothing of Steward's in between.
 */
public final class MiniLm implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private MiniLm(HuggingFaceTokenizer tokenizer, OrtEnvironment environment, OrtSession session) {
    this.tokenizer = tokenizer;
    this.environment = environment;
    this.session = session;
  }

  /** The model of a folder with {@code model.onnx} and {@code tokenizer.json}. */
  public static MiniLm load(Path folder) throws IOException, OrtException {
    var environment = OrtEnvironment.getEnvironment();
    return new MiniLm(
        HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json")),
        environment,
        environment.createSession(folder.resolve("model.onnx").toString()));
  }

  /** Tokens of a text. */
  public long[] tokens(String text) {
    return tokenizer.encode(text).getIds();
  }

  /** A vector for each token: the model's own output. */
  public float[][] tokenVectors(String text) throws OrtException {
    var encoding = tokenizer.encode(text);
    try (var ids = tensor(encoding.getIds());
        var mask = tensor(encoding.getAttentionMask());
        var types = tensor(encoding.getTypeIds());
        var result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      return ((float[][][]) result.get(0).getValue())[0];
    }
  }

  /** The text's vector: the mean over its tokens, of length 1. */
  public float[] embedding(String text) throws OrtException {
    var vectors = tokenVectors(text);
    var mean = new double[vectors[0].length];
    for (var vector : vectors) {
      for (var i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / vectors.length;
      }
    }
    var square = 0.0;
    for (var value : mean) {
      square += value * value;
    }
    var embedding = new float[mean.length];
    for (var i = 0; i < mean.length; i++) {
      embedding[i] = (float) (mean[i] / Math.sqrt(square));
    }
    return embedding;
  }

  private OnnxTensor tensor(long[] row) throws OrtException {
    return OnnxTensor.createTensor(environment, new long[][] {row});
  }

  @Override
  public void close() throws OrtException {
    session.close();
    tokenizer.close();
  }
}
