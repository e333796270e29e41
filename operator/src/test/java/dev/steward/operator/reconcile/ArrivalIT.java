package dev.steward.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.steward.api.v1alpha1.ModelServiceStatus.ArrivalStatus;
import dev.steward.core.runtime.Arrival;
import dev.steward.core.runtime.Arrival.Phase;
import dev.steward.operator.plan.Names;
import dev.steward.protocol.config.ArrivalJson;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pod says of its model gets into the status, and is written seldom. */
class ArrivalIT {

  private static final String SERVICE =
      """
      apiVersion: steward.dev/v1alpha1
      kind: ModelService
      metadata: {name: large}
      spec:
        model: {uri: "hf://org/large"}
      """;

  private final World world = new World();
  private final String address =
      "127.%d.%d.%d".formatted(random(1, 255), random(0, 255), random(1, 255));
  private final AtomicReference<Arrival> said = new AtomicReference<>(at(100));
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer pod;

  ArrivalIT() throws IOException {
    pod = HttpServer.create(new InetSocketAddress(address, Names.ADMIN_PORT), 0);
    var _ =
        pod.createContext(
            ArrivalJson.PATH,
            exchange -> {
              asked.incrementAndGet();
              var body = ArrivalJson.write(said.get()).getBytes(UTF_8);
              exchange.sendResponseHeaders(200, body.length);
              exchange.getResponseBody().write(body);
              exchange.close();
            });
    pod.start();
  }

  @AfterEach
  void close() {
    pod.stop(0);
    world.close();
  }

  private static int random(int from, int to) {
    return ThreadLocalRandom.current().nextInt(from, to);
  }

  private static Arrival at(long thousandth) {
    return new Arrival(
        Phase.DOWNLOADING, thousandth, OptionalLong.of(1000), 0, 10, Optional.empty());
  }

  private PodStatus loading() {
    return new PodStatusBuilder()
        .withPhase("Running")
        .withPodIP(address)
        .addNewPodIP(address)
        .addNewContainerStatus()
        .withName("runtime")
        .withImage("none")
        .withImageID("none")
        .withReady(false)
        .withRestartCount(0)
        .withNewState()
        .withNewRunning()
        .endRunning()
        .endState()
        .endContainerStatus()
        .build();
  }

  private @Nullable ArrivalStatus arrival() {
    var status = world.service("large").getStatus();
    return status == null ? null : status.arrival();
  }

  private void awaitPercent(int percent) {
    World.await(
        percent + " % are told",
        () -> {
          var told = arrival();
          return told != null && Integer.valueOf(percent).equals(told.percent());
        });
  }

  private void awaitRounds(int more) {
    var until = asked.get() + more;
    World.await("the pod was asked", () -> asked.get() >= until);
  }

  @Test
  void how_far_a_model_is_stands_in_the_status_until_its_pod_answers() {
    var _ = world.gateway("steward-gateway-0", "10.9.0.1");
    var operator = world.leadingOperator("a");
    var _ = world.apply(SERVICE);
    var made = world.runtimePod("large", world.revision("large"), "large-0", loading());

    awaitPercent(10);
    assertThat(arrival())
        .isEqualTo(new ArrivalStatus("Downloading", 100, 1000L, 10, null, 90L, 1, null, null));
    assertThat(world.condition("large", "Ready").orElseThrow().getMessage())
        .isEqualTo(
            "0 of 1 pods answer; downloading the model: 0.1 of 1.0 KiB (10 %), about 2 min left.");

    // Less than a percent isn't worth a write.
    var calls = operator.calls();
    said.set(at(109));
    awaitRounds(3);
    assertThat(operator.calls()).isEqualTo(calls);
    said.set(at(420));
    awaitPercent(42);

    world.setStatus(made, World.ready(address));
    var _ = world.awaitReason("large", "Serving");
    World.await("nothing is on its way any more", () -> arrival() == null);
    var idle = World.settled(operator::calls);
    var questions = World.settled(asked::get);
    assertThat(World.settled(operator::calls)).isEqualTo(idle);
    assertThat(asked.get()).isEqualTo(questions);
  }
}
