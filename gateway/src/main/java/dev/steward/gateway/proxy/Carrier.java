package dev.steward.gateway.proxy;

import dev.steward.gateway.policy.Fence;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.client.HttpClient;

/** What every exchange needs: the way to the pods, the limits and the time. */
record Carrier(
    HttpClient client, Limits limits, InstantSource clock, Traffic traffic, Fence fence) {

  /** The calling thread's own. */
  RandomGenerator random() {
    return ThreadLocalRandom.current();
  }
}
