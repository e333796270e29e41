package dev.steward.runtime.load;

import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorLimits;
import dev.steward.runtime.batch.TensorBatching;
import dev.steward.runtime.batch.Together;
import dev.steward.runtime.beside.Labels;
import dev.steward.runtime.classify.ClassTensors;
import dev.steward.runtime.classify.EntityTensors;
import dev.steward.runtime.classify.TextClassifier;
import dev.steward.runtime.classify.TokenClassifier;
import dev.steward.runtime.embed.Embedder;
import dev.steward.runtime.engine.ModelFormat;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.llm.LanguageModel;
import dev.steward.runtime.ocr.TextReader;
import dev.steward.runtime.ocr.TextTensors;
import dev.steward.runtime.pool.Batching;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.InferencePool;
import java.util.List;
import java.util.Optional;

/** A model that can answer; which kind, its task says. Each can be asked with tensors. */
public sealed interface LoadedModel extends AutoCloseable {

  /** In which format the graph is that it computes with. */
  default ModelFormat format() {
    return ModelFormat.ONNX;
  }

  /** What it takes and gives as tensors. */
  Signature signature();

  /** The bounds of tensors that it is sent. */
  default TensorLimits tensorLimits() {
    return TensorLimits.DEFAULT;
  }

  /**
   * Computes.
   *
   * @param request that the signature has checked
   * @throws InterruptedException when the waiting thread is interrupted
   * @throws ClientGoneException when nobody waits any more
   */
  Outcome<List<Tensor>> infer(InferRequest request, InferencePool.Place place)
      throws InterruptedException, ClientGoneException;

  /** What the classes of its outputs are called. */
  default Labels labels() {
    return Labels.NONE;
  }

  /** Why it can't compute at this moment, though it could before and will again. */
  default Optional<Refusal> unavailable() {
    return Optional.empty();
  }

  @Override
  void close();

  /** A graph of tensors. */
  record Tensors(TensorModel model, Batching<InferRequest, List<Tensor>> batching, Labels labels)
      implements LoadedModel {

    /**
     * @param together how many rows of requests may be computed together
     */
    static Tensors of(TensorModel model, Together together, Labels labels) {
      return new Tensors(model, new TensorBatching(model, together.rowsOf(model)), labels);
    }

    @Override
    public ModelFormat format() {
      return model.format();
    }

    @Override
    public Signature signature() {
      return model.signature();
    }

    @Override
    public Outcome<List<Tensor>> infer(InferRequest request, InferencePool.Place place)
        throws InterruptedException, ClientGoneException {
      return place.run(batching, List.of(request)).map(List::getFirst);
    }

    @Override
    public Optional<Refusal> unavailable() {
      return model.unavailable();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** The same, with what makes vectors of texts by it. */
  record Embedding(Tensors tensors, Embedder embedder) implements LoadedModel {

    @Override
    public ModelFormat format() {
      return tensors.format();
    }

    @Override
    public Signature signature() {
      return tensors.signature();
    }

    @Override
    public Outcome<List<Tensor>> infer(InferRequest request, InferencePool.Place place)
        throws InterruptedException, ClientGoneException {
      return tensors.infer(request, place);
    }

    @Override
    public Labels labels() {
      return tensors.labels();
    }

    @Override
    public Optional<Refusal> unavailable() {
      return tensors.unavailable();
    }

    @Override
    public void close() {
      embedder.close();
      tensors.close();
    }
  }

  /** A graph of tokens that tells which class a text is of. */
  record Classification(TensorModel model, TextClassifier classifier) implements LoadedModel {

    @Override
    public ModelFormat format() {
      return model.format();
    }

    @Override
    public Signature signature() {
      return ClassTensors.signature(classifier.labels().names().size());
    }

    @Override
    public Outcome<List<Tensor>> infer(InferRequest request, InferencePool.Place place)
        throws InterruptedException, ClientGoneException {
      return ClassTensors.infer(classifier, request, place);
    }

    @Override
    public Labels labels() {
      return classifier.labels();
    }

    @Override
    public Optional<Refusal> unavailable() {
      return model.unavailable();
    }

    @Override
    public void close() {
      classifier.close();
      model.close();
    }
  }

  /** A graph of tokens that tells which class each token of a text is of. */
  record TokenClassification(TensorModel model, TokenClassifier classifier) implements LoadedModel {

    @Override
    public ModelFormat format() {
      return model.format();
    }

    @Override
    public Signature signature() {
      return EntityTensors.SIGNATURE;
    }

    @Override
    public Outcome<List<Tensor>> infer(InferRequest request, InferencePool.Place place)
        throws InterruptedException, ClientGoneException {
      return EntityTensors.infer(classifier, request, place);
    }

    @Override
    public Optional<Refusal> unavailable() {
      return model.unavailable();
    }

    @Override
    public void close() {
      classifier.close();
      model.close();
    }
  }

  /** A model that writes. */
  record Generation(LanguageModel model) implements LoadedModel {

    @Override
    public Signature signature() {
      return GenerationTensors.SIGNATURE;
    }

    @Override
    public Outcome<List<Tensor>> infer(InferRequest request, InferencePool.Place place)
        throws InterruptedException, ClientGoneException {
      return GenerationTensors.infer(model, request, place);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** Models that read the text in images. */
  record ImageText(TextReader reader) implements LoadedModel {

    @Override
    public Signature signature() {
      return TextTensors.SIGNATURE;
    }

    @Override
    public TensorLimits tensorLimits() {
      return TextTensors.limits(reader.limits());
    }

    @Override
    public Outcome<List<Tensor>> infer(InferRequest request, InferencePool.Place place)
        throws InterruptedException, ClientGoneException {
      return TextTensors.infer(reader, request, place);
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
