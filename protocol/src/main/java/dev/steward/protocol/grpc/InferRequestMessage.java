package dev.steward.protocol.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.steward.protocol.json.RefusedException;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.OutputForms;
import dev.steward.protocol.oip.RawValues;
import dev.steward.protocol.oip.Scheduling;
import dev.steward.protocol.oip.Tensor;
import dev.steward.protocol.oip.TensorLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a {@link ModelInferRequest} that is still bytes.
 *
 * <p>Unknown fields are passed over, as Protocol Buffers want it. Parameters are hints, and passed
 * over too, but for those by which a request is scheduled and those of Triton's extensions that
 * would change what a message means: see {@link MessageParameter}.
 */
public final class InferRequestMessage {

  private static final int MAX_NAME = 256;

  private static final int MODEL_NAME =
      ModelInferRequest.MODEL_NAME_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int MODEL_VERSION =
      ModelInferRequest.MODEL_VERSION_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int ID =
      ModelInferRequest.ID_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int PARAMETERS =
      ModelInferRequest.PARAMETERS_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int INPUTS =
      ModelInferRequest.INPUTS_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int OUTPUTS =
      ModelInferRequest.OUTPUTS_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;
  private static final int RAW =
      ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER << Wire.TYPE_BITS | Wire.LENGTH_DELIMITED;

  private InferRequestMessage() {}

  /**
   * Whom a request is for.
   *
   * @param model its name
   * @param version empty: the server's choice
   * @param id the client's own name for the request
   */
  public record Address(String model, Optional<String> version, Optional<String> id) {}

  /** Reads whom a request is for; nothing else of it is looked at. */
  public static Outcome<Address> address(ByteString message) {
    return reading(() -> {
      var texts = new String[] {"", "", ""};
      Wire.fields(
          message,
          (tag, in) -> {
            switch (tag) {
              case MODEL_NAME -> texts[0] = Wire.text(in, "model_name", MAX_NAME);
              case MODEL_VERSION -> texts[1] = Wire.text(in, "model_version", MAX_NAME);
              case ID -> texts[2] = Wire.text(in, "id", MAX_NAME);
              default -> {
                return false;
              }
            }
            return true;
          });
      return new Address(texts[0], given(texts[1]), given(texts[2]));
    });
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(it -> !it.isEmpty());
  }

  /** Reads what is to be computed. */
  public static Outcome<InferRequest> read(ByteString message, TensorLimits limits) {
    return reading(() -> new Reading(limits).request(message));
  }

  private static <T> Outcome<T> reading(IoSupplier<T> reading) {
    try {
      return Outcome.done(reading.get());
    } catch (RefusedException e) {
      return Outcome.refused(e.refusal());
    } catch (InvalidProtocolBufferException e) {
      return Outcome.refused(Wire.unreadable(e));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes that are there can be read", e);
    }
  }

  @FunctionalInterface
  private interface IoSupplier<T> {
    T get() throws IOException;
  }

  /** One request while it is read. */
  private static final class Reading {
    private final TensorLimits limits;
    private final List<MessageInput> inputs = new ArrayList<>();
    private final List<ByteString> raw = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final HashMap<String, Integer> classes = new HashMap<>();
    private final HashSet<String> names = new HashSet<>();
    private String id = "";
    private Scheduling scheduling = Scheduling.NONE;
    private long elementsLeft;

    Reading(TensorLimits limits) {
      this.limits = limits;
      this.elementsLeft = limits.elements();
    }

    InferRequest request(ByteString message) throws IOException {
      Wire.fields(message, this::field);
      if (inputs.isEmpty()) {
        throw Wire.invalid("inputs", "there is none", "send at least one input");
      }
      if (!raw.isEmpty() && raw.size() != inputs.size()) {
        throw Wire.invalid(
            "raw_input_contents",
            "%d for %d inputs".formatted(raw.size(), inputs.size()),
            "send one for each input, in their order, or none");
      }
      var tensors = new ArrayList<Tensor>();
      for (int i = 0; i < inputs.size(); i++) {
        tensors.add(tensor(inputs.get(i), i));
      }
      var forms = new OutputForms(OutputForms.Form.JSON, Map.of(), classes);
      return new InferRequest(given(id), tensors, outputs, forms, scheduling);
    }

    private boolean field(int tag, CodedInputStream in) throws IOException {
      switch (tag) {
        case ID -> id = Wire.text(in, "id", MAX_NAME);
        case PARAMETERS -> {
          var parameter = MessageParameter.read("parameters", in.readBytes());
          parameter.refuseClasses();
          scheduling = parameter.added(scheduling);
        }
        case INPUTS -> {
          bounded(inputs.size(), "inputs");
          input(in.readBytes());
        }
        case OUTPUTS -> {
          bounded(outputs.size(), "outputs");
          output(in.readBytes());
        }
        case RAW -> {
          bounded(raw.size(), "raw_input_contents");
          raw.add(in.readBytes());
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    private void bounded(int already, String field) throws IOException {
      if (already == limits.tensors()) {
        throw Wire.refused(
            ErrorCode.REQUEST_TOO_LARGE,
            field,
            "more than " + limits.tensors(),
            "send at most " + limits.tensors());
      }
    }

    private void input(ByteString bytes) throws IOException {
      var input = MessageInput.read("inputs[" + inputs.size() + "]", bytes, limits, elementsLeft);
      if (!names.add(input.name())) {
        throw Wire.invalid(
            input.field() + ".name",
            "there is another input \"" + input.name() + "\"",
            "send each input once");
      }
      elementsLeft -= input.shape().elements() * TensorLimits.weight(input.datatype());
      inputs.add(input);
    }

    private void output(ByteString bytes) throws IOException {
      var field = "outputs[" + outputs.size() + "]";
      var name = new String[] {""};
      var count = new int[1];
      Wire.fields(
          bytes,
          (tag, in) -> {
            if (tag == Wire.delimited(InferRequestedOutputTensor.NAME_FIELD_NUMBER)) {
              name[0] = Wire.text(in, field + ".name", MAX_NAME);
            } else if (tag == Wire.delimited(InferRequestedOutputTensor.PARAMETERS_FIELD_NUMBER)) {
              var parameter = MessageParameter.read(field + ".parameters", in.readBytes());
              if (parameter.asksForClasses()) {
                count[0] = parameter.classes();
              }
            } else {
              return false;
            }
            return true;
          });
      if (outputs.contains(name[0])) {
        throw Wire.invalid(
            field + ".name", "\"" + name[0] + "\" stands twice", "ask for each output once");
      }
      outputs.add(name[0]);
      if (count[0] > 0) {
        classes.put(name[0], count[0]);
      }
    }

    private Tensor tensor(MessageInput input, int index) throws IOException {
      if (raw.isEmpty()) {
        return input.typed(limits);
      }
      if (input.hasContents()) {
        throw Wire.invalid(
            input.field() + ".contents",
            "there is raw_input_contents too",
            "send the values of all inputs in one of the two");
      }
      var read =
          RawValues.read(
              "raw_input_contents[" + index + "]",
              input.name(),
              input.datatype(),
              input.shape(),
              raw.get(index).asReadOnlyByteBuffer(),
              limits);
      return switch (read) {
        case Outcome.Done<Tensor>(var tensor) -> tensor;
        case Outcome.Refused<Tensor>(var refusal) -> throw new RefusedException(refusal);
      };
    }
  }
}
