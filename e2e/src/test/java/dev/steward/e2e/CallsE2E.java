package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Await;
import dev.steward.e2e.world.InferenceCall;
import dev.steward.e2e.world.Services;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.util.concurrent.ConcurrentLinkedQueue;
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
      return InferenceCall.model(channel, "minilm");
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
