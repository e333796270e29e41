package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import dev.steward.protocol.grpc.OpenInferenceMethods;
import dev.steward.protocol.inference.ModelInferRequest;
import dev.steward.protocol.inference.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** gRPC at a service's own address. */
@ExtendWith(SharedWorld.class)
@Order(9)
class CallsE2E {
  private static final String CALLED = "called";
  private static final int PORT = 80;

  private final Tenant tenant;

  CallsE2E(World world) {
    tenant = world.tenant();
  }

  @AfterEach
  void remove() {
    tenant.remove(CALLED);
  }

  private ManagedChannel channel() {
    var host = URI.create(tenant.url(CALLED)).getHost();
    return NettyChannelBuilder.forAddress(host, PORT).usePlaintext().disableRetry().build();
  }

  private static ModelInferResponse infer(ManagedChannel channel) {
    var request = ModelInferRequest.newBuilder().setModelName("minilm");
    for (var input : List.of("input_ids", "attention_mask", "token_type_ids")) {
      var tensor = ModelInferRequest.InferInputTensor.newBuilder();
      request.addInputs(tensor.setName(input).setDatatype("INT64").addShape(1).addShape(3));
      var values = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      request.addRawInputContents(
          ByteString.copyFrom(values.putLong(1).putLong(1).putLong(1).flip()));
    }
    return ClientCalls.blockingUnaryCall(
        channel,
        OpenInferenceMethods.MODEL_INFER,
        CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.MINUTES),
        request.build());
  }

  @Test
  void a_call_to_a_service_at_zero_waits_for_its_pod() {
    tenant.apply(Services.quick(CALLED) + "  scaling: {min: 0, replicas: 0}\n");
    var atZero = tenant.awaitReady(CALLED);
    assertThat(atZero.condition("Ready").orElseThrow().reason()).isEqualTo("ScaledToZero");
    assertThat(atZero.json().at("/status/endpoints/grpc").asText())
        .isEqualTo("%s.%s.svc:80".formatted(CALLED, tenant.namespace()));
    var channel = channel();
    try {
      // Its port is open a moment after it is Ready; until then a connection is refused.
      var answer =
          Await.until(
              "the call is answered",
              Await.PATIENTLY,
              () -> attempt(channel),
              outcome -> !outcome.equals(Code.UNAVAILABLE.name()));
      assertThat(answer).isEqualTo("minilm");
    } finally {
      channel.shutdownNow();
    }
  }

  private static String attempt(ManagedChannel channel) {
    try {
      return infer(channel).getModelName();
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode().name();
    }
  }

  @Test
  void a_new_revision_under_calls_loses_none() throws Exception {
    tenant.apply(Services.quick(CALLED));
    var before = tenant.awaitReady(CALLED).revision();
    var channel = channel();
    var ended = new AtomicBoolean();
    var answered = new AtomicInteger();
    var failures = new ConcurrentLinkedQueue<String>();
    var client =
        Thread.ofVirtual()
            .start(() -> {
              while (!ended.get()) {
                var outcome = attempt(channel);
                if (outcome.equals("minilm")) {
                  answered.incrementAndGet();
                } else {
                  failures.add(outcome);
                }
              }
            });
    try {
      awaitMore(answered);
      tenant.kubectl(
          "patch",
          "msvc",
          CALLED,
          "--type=merge",
          "-p",
          "{\"spec\":{\"runtime\":{\"env\":[{\"name\":\"NEW\",\"value\":\"1\"}]}}}");
      var _ =
          Await.until(
              "the new revision is Ready",
              Await.PATIENTLY,
              () -> tenant.service(CALLED),
              service -> service.isReady() && !service.revision().equals(before));
      var _ =
          Await.until(
              "only its pods are left",
              Await.PATIENTLY,
              () -> tenant.pods(CALLED),
              pods -> pods.size() == 1);
      awaitMore(answered);
    } finally {
      ended.set(true);
      client.join();
      channel.shutdownNow();
    }
    assertThat(failures).isEmpty();
  }

  private static void awaitMore(AtomicInteger answered) {
    var goal = answered.get() + 50;
    var _ =
        Await.until("50 more answers", Await.PATIENTLY, answered::get, number -> number >= goal);
  }
}
