package dev.steward.protocol.oip;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.json.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads an {@link InferRequest}: JSON, and after it the values of the inputs that have {@code
 * binary_data_size}, in the inputs' order.
 *
 * <p>The format is Triton Inference Server's <a
 * href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">binary
 * tensor data extension</a>.
 */
public final class InferRequestBody {

  /** Says how many bytes of a body are JSON, of a request and of an answer. */
  public static final String HEADER = "Inference-Header-Content-Length";

  /** More digits are no length of anything. */
  private static final int MAX_DIGITS = 18;

  private InferRequestBody() {}

  /**
   * The length of the JSON by the request's headers; empty where all of the body is JSON.
   *
   * @param values all values of {@link #HEADER}
   */
  public static Outcome<OptionalLong> jsonLength(List<String> values) {
    if (values.isEmpty()) {
      return Outcome.done(OptionalLong.empty());
    }
    if (values.size() > 1) {
      return Outcome.refused(header("it stands " + values.size() + " times", "send it once"));
    }
    var text = values.getFirst().strip();
    if (text.isEmpty()
        || text.length() > MAX_DIGITS
        || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      return Outcome.refused(
          header(
              "\"" + (text.length() > 40 ? text.substring(0, 39) + "…" : text) + "\" is no length",
              "send how many bytes of the body are JSON"));
    }
    long length = Long.parseLong(text);
    return length == 0
        ? Outcome.refused(
            header(
                "0 stands for raw values alone, which aren't read here", "send JSON before them"))
        : Outcome.done(OptionalLong.of(length));
  }

  /**
   * Reads a request's body.
   *
   * @param jsonLength as {@link #jsonLength} has it
   * @throws IOException when the body itself can't be read
   */
  public static Outcome<InferRequest> read(
      InputStream body, OptionalLong jsonLength, TensorLimits limits) throws IOException {
    if (jsonLength.isEmpty()) {
      return switch (InferRequestJson.read(body, InferRequestJson.Rest.NOTHING, limits)) {
        case Outcome.Refused<InferRequestJson.Draft>(var refusal) -> Outcome.refused(refusal);
        case Outcome.Done<InferRequestJson.Draft>(var done) -> withValues(done, body, limits);
      };
    }
    var json = new Beginning(body, jsonLength.getAsLong());
    var draft = InferRequestJson.read(json, InferRequestJson.Rest.BINARY_VALUES, limits);
    if (json.endedEarly()) {
      return Outcome.refused(
          header(
              "%d bytes are to be JSON, the body has %d"
                  .formatted(jsonLength.getAsLong(), jsonLength.getAsLong() - json.left()),
              "send how many bytes of the body are JSON"));
    }
    return switch (draft) {
      case Outcome.Refused<InferRequestJson.Draft>(var refusal) -> Outcome.refused(refusal);
      case Outcome.Done<InferRequestJson.Draft>(var done) -> withValues(done, body, limits);
    };
  }

  private static Outcome<InferRequest> withValues(
      InferRequestJson.Draft draft, InputStream body, TensorLimits limits) throws IOException {
    try {
      var binary = new BinaryInputs(body, limits);
      var inputs = new ArrayList<Tensor>();
      for (var input : draft.inputs()) {
        inputs.add(
            switch (input) {
              case SentInput.Whole(var tensor) -> tensor;
              case SentInput.Announced announced -> binary.tensor(announced);
            });
      }
      binary.end();
      return Outcome.done(
          new InferRequest(draft.id(), inputs, draft.outputs(), draft.forms(), draft.scheduling()));
    } catch (RefusedException e) {
      return Outcome.refused(e.refusal());
    }
  }

  private static Refusal header(String problem, String remedy) {
    return Refusal.of(ErrorCode.INVALID_REQUEST, new Violation(HEADER, problem, remedy));
  }

  /** So many bytes of a body, for a reader that mustn't see more. */
  private static final class Beginning extends InputStream {
    private final InputStream body;
    private long left;
    private boolean ended;

    Beginning(InputStream body, long bytes) {
      this.body = body;
      this.left = bytes;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = body.read(into, offset, (int) Math.min(length, left));
      if (count < 0) {
        ended = true;
      } else {
        left -= count;
      }
      return count;
    }

    boolean endedEarly() {
      return ended;
    }

    long left() {
      return left;
    }
  }
}
