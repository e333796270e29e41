package dev.steward.protocol.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.steward.protocol.inference.OpenInferenceProto;
import io.grpc.MethodDescriptor;
import org.junit.jupiter.api.Test;

class OpenInferenceMethodsTest {

  @Test
  void the_methods_are_those_of_the_proto_file() {
    var service = OpenInferenceProto.getDescriptor().findServiceByName("GRPCInferenceService");
    assertThat(service.getFullName()).isEqualTo(OpenInferenceMethods.SERVICE);
    assertThat(OpenInferenceMethods.ALL)
        .extracting(method -> method.getFullMethodName())
        .containsExactlyElementsOf(
            service.getMethods().stream()
                .map(method -> OpenInferenceMethods.SERVICE + "/" + method.getName())
                .toList());
  }

  @Test
  void each_method_takes_and_gives_what_the_proto_file_says() {
    var service = OpenInferenceProto.getDescriptor().findServiceByName("GRPCInferenceService");
    for (var method : OpenInferenceMethods.ALL) {
      var declared = service.findMethodByName(method.getBareMethodName());
      assertThat(name(method.getRequestMarshaller()))
          .isEqualTo(declared.getInputType().getFullName());
      assertThat(name(method.getResponseMarshaller()))
          .isEqualTo(declared.getOutputType().getFullName());
      assertThat(method.getType().clientSendsOneMessage())
          .isNotEqualTo(declared.isClientStreaming());
      assertThat(method.getType().serverSendsOneMessage())
          .isNotEqualTo(declared.isServerStreaming());
    }
  }

  private static String name(MethodDescriptor.Marshaller<?> marshaller) {
    var prototype = ((MethodDescriptor.PrototypeMarshaller<?>) marshaller).getMessagePrototype();
    return ((Message) requireNonNull(prototype)).getDescriptorForType().getFullName();
  }
}
