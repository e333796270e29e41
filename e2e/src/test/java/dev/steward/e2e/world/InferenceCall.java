package dev.steward.e2e.world;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code ModelInfer} of the Open Inference Protocol, written field by field: what is tested is what
 * stands on the wire, not what Steward's own code makes of it.
 */
public final class InferenceCall {

  private static final List<String> INPUTS =
      List.of("input_ids", "attention_mask", "token_type_ids");

  private static final MethodDescriptor<byte[], byte[]> MODEL_INFER =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("inference.GRPCInferenceService/ModelInfer")
          .setRequestMarshaller(new Plain())
          .setResponseMarshaller(new Plain())
          .build();

  private InferenceCall() {}

  /** Asks for three tokens; the name of the model that answers. */
  public static String model(ManagedChannel channel, String model) {
    var answer =
        ClientCalls.blockingUnaryCall(
            channel,
            MODEL_INFER,
            CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.MINUTES),
            request(model));
    try {
      var in = CodedInputStream.newInstance(answer);
      var name = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag >>> 3 == 1) {
          name = in.readStringRequireUtf8();
        } else {
          var _ = in.skipField(tag);
        }
      }
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code model_name} 1, {@code inputs} 5 and {@code raw_input_contents} 7. */
  private static byte[] request(String model) {
    return message(out -> {
      out.writeString(1, model);
      for (var input : INPUTS) {
        out.writeByteArray(5, message(tensor -> tensor(tensor, input)));
      }
      for (var _ : INPUTS) {
        out.writeByteArray(
            7,
            message(values -> {
              for (int i = 0; i < 3; i++) {
                values.writeFixed64NoTag(1);
              }
            }));
      }
    });
  }

  /** {@code name} 1, {@code datatype} 2 and {@code shape} 3. */
  private static void tensor(CodedOutputStream out, String name) throws IOException {
    out.writeString(1, name);
    out.writeString(2, "INT64");
    out.writeInt64(3, 1);
    out.writeInt64(3, 3);
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    var bytes = new ByteArrayOutputStream();
    try {
      var out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Messages as they are. */
  private static final class Plain implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try (stream) {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
