package dev.steward.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.inference.InferParameter;
import dev.steward.protocol.inference.InferTensorContents;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferRequest.InferInputTensor;
import dev.steward.protocol.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.steward.protocol.oip.InferRequest;
import dev.steward.protocol.oip.Scheduling;
import dev.steward.protocol.oip.TensorLimits;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class InferRequestMessageTest {

  private static ModelInferRequest.Builder request(InferInputTensor.Builder input) {
    return ModelInferRequest.newBuilder().setModelName("m").addInputs(input);
  }

  private static InferTensorContents.Builder floats(float... values) {
    var contents = InferTensorContents.newBuilder();
    for (float value : values) {
      contents.addFp32Contents(value);
    }
    return contents;
  }

  private static void isRefused(
      ModelInferRequest.Builder request, ErrorCode code, String field, String message) {
    assertThat(Sent.refused(Sent.read(request.build())))
        .isEqualTo(new Refusal(code, Optional.of(field), message));
  }

  @Test
  void whom_a_request_is_for_is_read_alone() {
    var request =
        ModelInferRequest.newBuilder().setModelName("m").setModelVersion("1").setId("a").build();
    assertThat(InferRequestMessage.address(request.toByteString()))
        .isEqualTo(
            Outcome.done(new InferRequestMessage.Address("m", Optional.of("1"), Optional.of("a"))));
  }

  @Test
  void outputs_and_id_are_kept_and_hints_are_passed_over() {
    var request =
        request(Sent.input("x", "FP32", 1).setContents(floats(1)))
            .setId("a")
            .putParameters("priority", InferParameter.newBuilder().setInt64Param(1).build())
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("y"))
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("z"));
    var read = Sent.accepted(Sent.read(request.build()));
    assertThat(read.id()).contains("a");
    assertThat(read.outputs()).containsExactly("y", "z");
  }

  @Test
  void as_many_values_as_the_shape_says() {
    isRefused(
        request(Sent.input("x", "FP32", 2, 2).setContents(floats(1, 2, 3))),
        ErrorCode.INVALID_TENSOR,
        "inputs[0].contents.fp32_contents",
        "inputs[0].contents.fp32_contents: 3 values, shape [2,2] needs 4; send as many values as"
            + " the shape says");
    isRefused(
        request(Sent.input("x", "FP32", 2, 2))
            .addRawInputContents(ByteString.copyFrom(new byte[12])),
        ErrorCode.INVALID_TENSOR,
        "raw_input_contents[0]",
        "raw_input_contents[0]: 12 bytes, FP32[2,2] needs 16; send 4 bytes for each value");
  }

  @Test
  void values_stand_in_the_field_of_their_datatype() {
    isRefused(
        request(Sent.input("x", "INT64", 1).setContents(floats(1))),
        ErrorCode.INVALID_TENSOR,
        "inputs[0].contents.fp32_contents",
        "inputs[0].contents.fp32_contents: its values aren't INT64; send them in int64_contents");
    isRefused(
        request(Sent.input("x", "FP16", 1).setContents(floats(1))),
        ErrorCode.INVALID_TENSOR,
        "inputs[0].contents",
        "inputs[0].contents: FP16 has no field in it; send the values in raw_input_contents");
  }

  private static ModelInferRequest.Builder scheduled(String name, InferParameter.Builder value) {
    return request(Sent.input("x", "FP32", 1).setContents(floats(1)))
        .putParameters(name, value.build());
  }

  @Test
  void a_message_says_when_it_is_to_be_computed() {
    var request =
        scheduled("priority", InferParameter.newBuilder().setUint64Param(2))
            .putParameters("timeout", InferParameter.newBuilder().setInt64Param(7).build());
    assertThat(((Outcome.Done<InferRequest>) Sent.read(request.build())).value().scheduling())
        .isEqualTo(new Scheduling(OptionalInt.of(2), Optional.of(Duration.ofNanos(7_000))));
  }

  @Test
  void when_it_is_to_be_computed_must_make_sense() {
    isRefused(
        scheduled("priority", InferParameter.newBuilder().setInt64Param(6)),
        ErrorCode.INVALID_REQUEST,
        "parameters.priority",
        "parameters.priority: found 6; send a whole number from 0 to 5 in int64_param or"
            + " uint64_param");
    isRefused(
        scheduled("timeout", InferParameter.newBuilder().setStringParam("1s")),
        ErrorCode.INVALID_REQUEST,
        "parameters.timeout",
        "parameters.timeout: it is no whole number; send a whole number from 0 to"
            + " 9223372036854775807 in int64_param or uint64_param");
    isRefused(
        scheduled("timeout", InferParameter.newBuilder().setUint64Param(-1)),
        ErrorCode.INVALID_REQUEST,
        "parameters.timeout",
        "parameters.timeout: found -1; send a whole number from 0 to 9223372036854775807 in"
            + " int64_param or uint64_param");
  }

  @Test
  void a_number_out_of_its_datatypes_range_is_refused() {
    for (var type : List.of("INT8", "INT16")) {
      isRefused(
          request(
              Sent.input("x", type, 1)
                  .setContents(InferTensorContents.newBuilder().addIntContents(40_000))),
          ErrorCode.INVALID_TENSOR,
          "inputs[0].contents.int_contents",
          "inputs[0].contents.int_contents: 40000 is no %s; send whole numbers in its range"
              .formatted(type));
    }
    isRefused(
        request(
            Sent.input("x", "UINT8", 1)
                .setContents(InferTensorContents.newBuilder().addUintContents(-1))),
        ErrorCode.INVALID_TENSOR,
        "inputs[0].contents.uint_contents",
        "inputs[0].contents.uint_contents: 4294967295 is no UINT8; send whole numbers in its"
            + " range");
  }

  @Test
  void a_raw_boolean_is_0_or_1() {
    isRefused(
        request(Sent.input("x", "BOOL", 2))
            .addRawInputContents(ByteString.copyFrom(new byte[] {1, 2})),
        ErrorCode.INVALID_TENSOR,
        "raw_input_contents[0]",
        "raw_input_contents[0]: byte 1 is 2, no BOOL; send 0 or 1");
  }

  @Test
  void values_come_in_one_of_the_two_ways() {
    isRefused(
        request(Sent.input("x", "FP32", 1).setContents(floats(1)))
            .addRawInputContents(ByteString.copyFrom(new byte[4])),
        ErrorCode.INVALID_REQUEST,
        "inputs[0].contents",
        "inputs[0].contents: there is raw_input_contents too; send the values of all inputs in one"
            + " of the two");
    isRefused(
        request(Sent.input("x", "FP32", 1))
            .addInputs(Sent.input("y", "FP32", 1))
            .addRawInputContents(ByteString.copyFrom(new byte[4])),
        ErrorCode.INVALID_REQUEST,
        "raw_input_contents",
        "raw_input_contents: 1 for 2 inputs; send one for each input, in their order, or none");
  }

  @Test
  void a_shape_that_announces_more_than_is_taken_takes_no_memory() {
    isRefused(
        request(Sent.input("x", "FP32", Long.MAX_VALUE, 4)),
        ErrorCode.REQUEST_TOO_LARGE,
        "inputs[0].shape",
        "inputs[0].shape: [9223372036854775807,4] makes more values in one request than taken:"
            + " 16777216, or 1048576 texts; send fewer at a time");
    isRefused(
        request(Sent.input("x", "FP32", -1)),
        ErrorCode.INVALID_REQUEST,
        "inputs[0].shape",
        "inputs[0].shape: -1 is no length; send lengths of 0 or more");
  }

  @Test
  void values_of_all_inputs_together_are_bounded() {
    var large = Sent.input("x", "FP32", 10 << 20);
    var refusal =
        Sent.refused(
            Sent.read(
                ModelInferRequest.newBuilder()
                    .addInputs(large)
                    .addInputs(large.clone().setName("y"))
                    .build()));
    assertThat(refusal.field()).contains("inputs[1].shape");
    assertThat(refusal.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
  }

  /** Each such part is two bytes of a message, and an object of a hundred once it is parsed. */
  @Test
  void a_message_of_many_small_parts_is_refused_at_the_first_too_many() throws IOException {
    for (int part :
        new int[] {
          ModelInferRequest.INPUTS_FIELD_NUMBER,
          ModelInferRequest.OUTPUTS_FIELD_NUMBER,
          ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER
        }) {
      var bytes = new ByteArrayOutputStream();
      var out = CodedOutputStream.newInstance(bytes);
      for (int i = 0; i < 1000; i++) {
        out.writeByteArray(
            part,
            switch (part) {
              case ModelInferRequest.INPUTS_FIELD_NUMBER ->
                  Sent.input("x" + i, "FP32", 0).build().toByteArray();
              case ModelInferRequest.OUTPUTS_FIELD_NUMBER ->
                  InferRequestedOutputTensor.newBuilder().setName("y" + i).build().toByteArray();
              default -> new byte[0];
            });
      }
      out.flush();
      var refusal =
          Sent.refused(
              InferRequestMessage.read(
                  ByteString.copyFrom(bytes.toByteArray()), TensorLimits.DEFAULT));
      assertThat(refusal.code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    }
  }

  @Test
  void more_dimensions_than_taken_are_refused() {
    isRefused(
        request(Sent.input("x", "FP32").addAllShape(Collections.nCopies(17, 1L))),
        ErrorCode.REQUEST_TOO_LARGE,
        "inputs[0].shape",
        "inputs[0].shape: more than 16 dimensions; send at most 16");
  }

  @Test
  void a_number_that_doesnt_end_is_refused() {
    var values = "01" + "cd85be88eeb4be89ffb3";
    var contents = ByteString.copyFrom(HexFormat.of().parseHex("2a0b" + values));
    var input = Sent.input("x", "UINT64", 1).build().toByteString();
    var whole = input.concat(ByteString.copyFrom(new byte[] {0x2a, 13})).concat(contents);
    var message = ByteString.copyFrom(new byte[] {0x2a, (byte) whole.size()}).concat(whole);
    assertThat(
            Sent.refused(InferRequestMessage.read(message, TensorLimits.DEFAULT))
                .code()
                .httpStatus())
        .isEqualTo(400);
  }

  @Test
  void texts_are_utf_8() {
    isRefused(
        request(
            Sent.input("x", "BYTES", 1)
                .setContents(
                    InferTensorContents.newBuilder()
                        .addBytesContents(ByteString.copyFrom(new byte[] {(byte) 0xFF})))),
        ErrorCode.INVALID_TENSOR,
        "inputs[0].contents.bytes_contents[0]",
        "inputs[0].contents.bytes_contents[0]: it isn't UTF-8; send texts in UTF-8");
  }

  @Test
  void what_isnt_a_message_is_the_clients_fault() {
    var refusal =
        Sent.refused(
            InferRequestMessage.read(
                ByteString.copyFromUtf8("{\"inputs\": []}"), TensorLimits.DEFAULT));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refusal.message()).contains("send what open_inference.proto says");
  }

  @Test
  void shared_memory_is_refused_by_name() {
    var parameter = InferParameter.newBuilder().setStringParam("r").build();
    isRefused(
        request(Sent.input("x", "FP32", 1).putParameters("shared_memory_region", parameter)),
        ErrorCode.INVALID_REQUEST,
        "inputs[0].parameters.shared_memory_region",
        "inputs[0].parameters.shared_memory_region: it needs the extension for shared memory, which"
            + " this server doesn't have; leave it out, and send the values in the message");
  }

  private static ModelInferRequest.Builder classes(InferParameter.Builder count) {
    return request(Sent.input("x", "FP32", 1).setContents(floats(1)))
        .addOutputs(
            InferRequestedOutputTensor.newBuilder()
                .setName("y")
                .putParameters("classification", count.build()));
  }

  @Test
  void an_output_may_be_wanted_as_its_highest_classes() {
    var read =
        InferRequestMessage.read(
            classes(InferParameter.newBuilder().setInt64Param(3)).build().toByteString(),
            TensorLimits.DEFAULT);
    assertThat(read.map(request -> request.forms().classes()))
        .isEqualTo(Outcome.done(Map.of("y", 3)));
  }

  @Test
  void a_number_of_classes_that_is_none_is_refused_by_its_field() {
    for (var wrong :
        List.of(
            InferParameter.newBuilder().setInt64Param(0),
            InferParameter.newBuilder().setStringParam("3"))) {
      isRefused(
          classes(wrong),
          ErrorCode.INVALID_REQUEST,
          "outputs[0].parameters.classification",
          "outputs[0].parameters.classification: it isn't a number of classes; send an int64_param"
              + " of 1 or more");
    }
    isRefused(
        request(
            Sent.input("x", "FP32", 1)
                .putParameters(
                    "classification", InferParameter.newBuilder().setInt64Param(1).build())),
        ErrorCode.INVALID_REQUEST,
        "inputs[0].parameters.classification",
        "inputs[0].parameters.classification: it is a parameter of an output; leave it out here");
  }

  @Test
  void names_stand_once() {
    var input = Sent.input("x", "FP32", 1).setContents(floats(1));
    isRefused(
        request(input).addInputs(input),
        ErrorCode.INVALID_REQUEST,
        "inputs[1].name",
        "inputs[1].name: there is another input \"x\"; send each input once");
    var output = InferRequestedOutputTensor.newBuilder().setName("y");
    isRefused(
        request(input).addOutputs(output).addOutputs(output),
        ErrorCode.INVALID_REQUEST,
        "outputs[1].name",
        "outputs[1].name: \"y\" stands twice; ask for each output once");
  }

  @Test
  void every_error_has_a_status_and_what_clients_do_wrong_is_no_fault_of_the_servers() {
    for (var code : ErrorCode.values()) {
      var status = GrpcStatus.code(code);
      if (code.httpStatus() < 500) {
        assertThat(status)
            .isNotIn(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS);
      }
    }
  }
}
