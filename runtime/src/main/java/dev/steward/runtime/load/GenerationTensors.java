package dev.steward.runtime.load;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.llm.Generation;
import dev.steward.runtime.llm.GenerationRequest;
import dev.steward.runtime.llm.LanguageModel;
import dev.steward.runtime.llm.Pieces;
import dev.steward.runtime.llm.Sampling;
import dev.steward.runtime.pool.Asked;
import dev.steward.runtime.pool.ClientGoneException;
import dev.steward.runtime.pool.Deadline;
import dev.steward.runtime.pool.InferencePool;
import dev.steward.runtime.pool.Tenant;
import java.time.Duration;
import java.util.List;

/** A model that writes, asked with tensors: one text to be continued, always by the likeliest. */
final class GenerationTensors {

  private static final Shape ONE = Shape.of(new long[] {1});

  /** {@code prompt} BYTES[1] to {@code text} BYTES[1]. */
  static final Signature SIGNATURE =
      new Signature(
          List.of(new TensorMetadata("prompt", Datatype.BYTES, ONE)),
          List.of(new TensorMetadata("text", Datatype.BYTES, ONE)));

  private static final int MOST_TOKENS = 256;
  private static final Duration WARM_UP = Duration.ofMinutes(10);

  private GenerationTensors() {}

  static Outcome<List<Tensor>> infer(
      LanguageModel model, InferRequest request, InferencePool.Place place)
      throws InterruptedException, ClientGoneException {
    var prompt = ((Tensor.Texts) request.inputs().getFirst()).values().getFirst();
    return written(model, prompt, MOST_TOKENS, place.asked())
        .map(text -> List.of(new Tensor.Texts("text", ONE, List.of(text))));
  }

  /** A few tokens, to see that the model works. */
  static Outcome<String> warmUp(LanguageModel model) {
    try {
      return written(
          model, "Warm-up.", 2, new Asked(Tenant.NONE, Deadline.in(WARM_UP), () -> false));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.refused(Refusal.of(ErrorCode.STOPPING, "the warm-up was broken off"));
    } catch (ClientGoneException e) {
      throw new IllegalStateException("a warm-up has no client", e);
    }
  }

  private static Outcome<String> written(LanguageModel model, String prompt, int most, Asked asked)
      throws InterruptedException, ClientGoneException {
    var tokens = model.continuing(prompt);
    if (tokens.length == 0) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_TENSOR,
              new Violation("prompt", "it is empty", "send at least one character")));
    }
    var request = GenerationRequest.of(tokens, most, Sampling.GREEDY, List.of(), asked.tenant());
    return switch (model.write("prompt", request, 1, asked.client())) {
      case Outcome.Refused<Generation>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<Generation>(var generation) ->
          new Pieces(generation, asked).whole().map(answers -> answers.getFirst().text());
    };
  }
}
