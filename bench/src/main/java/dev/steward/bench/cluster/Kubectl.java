package dev.steward.bench.cluster;

import dev.steward.bench.Checkout;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a user would type, against the demo's cluster. */
public record Kubectl(Checkout checkout) {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** Runs kubectl with these arguments and returns what it printed. */
  public String run(String... arguments) throws IOException, InterruptedException {
    return checkout.run(
        LIMIT, Map.of(), Stream.concat(Stream.of("dev/kubectl"), Stream.of(arguments)).toList());
  }

  /** Makes sure that the demo runs: its cluster, the chart, the images, the model's volume. */
  public void startDemo() throws IOException, InterruptedException {
    checkout.run(Duration.ofMinutes(60), Map.of(), List.of("dev/demo"));
  }
}
