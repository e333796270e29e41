package dev.steward.gateway.proxy;

import dev.steward.core.serving.Protocol;
import dev.steward.gateway.policy.Fence;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.client.HttpClient;

/** What every exchange needs: the ways to the pods, the limits and the time. */
record Carrier(
    HttpClient client,
    HttpClient calls,
    Limits limits,
    InstantSource clock,
    Traffic traffic,
    Fence fence) {

  /** The way to the pods in this protocol. */
  HttpClient client(Protocol spoken) {
    return switch (spoken) {
      case HTTP -> client;
      case GRPC -> calls;
    };
  }

  /** The calling thread's own. */
  RandomGenerator random() {
    return ThreadLocalRandom.current();
  }
}
