package dev.steward.bench.newcomer;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./dev/demo} in a fresh clone: how long until the answer without a cluster, and until the
 * cluster's; once with empty caches (Go's, Maven's and Steward's own), then in a second clone with
 * the caches the first one filled. Debian's packages stay installed: a machine's image, not a
 * cache.
 */
public final class Newcomer implements Benchmark {
  private static final String LOCAL_ANSWER = "This answer came ";
  private static final String CLUSTER_ANSWER = "Ready: http://";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "newcomer";
  }

  @Override
  public String summary() {
    return "dev/demo in a fresh clone, with empty caches and with full ones";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var folder = Files.createTempDirectory("steward-newcomer");
    var caches = caches(folder);
    Progress.say("newcomer: empty caches in %s", folder);
    var cold = demo(checkout, folder.resolve("cold"), caches);
    var warm = demo(checkout, folder.resolve("warm"), caches);
    Progress.say("newcomer: the clones and caches stay in %s", folder);
    return new Figures(name())
        .put("local_s", cold.local())
        .put("cluster_s", cold.cluster())
        .put("warm_local_s", warm.local())
        .put("warm_cluster_s", warm.cluster());
  }

  /**
   * When each answer came, in seconds after the start.
   *
   * @param local the answer without a cluster
   * @param cluster the cluster's
   */
  private record Answers(double local, double cluster) {}

  private static Answers demo(Checkout from, Path clone, Map<String, String> caches)
      throws IOException, InterruptedException {
    git(from, clone);
    var checkout = new Checkout(clone);
    try {
      return answers(checkout, caches);
    } finally {
      checkout.run(LIMIT, caches, List.of("dev/cluster", "down"));
    }
  }

  private static Answers answers(Checkout checkout, Map<String, String> caches)
      throws IOException, InterruptedException {
    var start = System.nanoTime();
    var process =
        checkout
            .builder(caches, List.of("dev/demo"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var local = Optional.<Double>empty();
    var cluster = Optional.<Double>empty();
    try (BufferedReader lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        Progress.say("%s", line);
        var now = Optional.of((System.nanoTime() - start) / 1e9);
        local = line.contains(LOCAL_ANSWER) ? now : local;
        cluster = line.startsWith(CLUSTER_ANSWER) ? now : cluster;
      }
    }
    if (process.waitFor() != 0 || local.isEmpty() || cluster.isEmpty()) {
      throw new IOException("dev/demo in %s ended without its answers".formatted(checkout.root()));
    }
    return new Answers(local.get(), cluster.get());
  }

  private static void git(Checkout from, Path clone) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder("git", "clone", "--quiet", from.root().toString(), clone.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("git clone failed");
    }
  }

  private static Map<String, String> caches(Path folder) {
    return Map.of(
        "STEWARD_CACHE", folder.resolve("steward").toString(),
        "GOPATH", folder.resolve("go").toString(),
        "GOMODCACHE", folder.resolve("go/pkg/mod").toString(),
        "GOCACHE", folder.resolve("go-build").toString(),
        "MAVEN_USER_HOME", folder.resolve("maven").toString(),
        "MAVEN_ARGS", "-Dmaven.repo.local=" + folder.resolve("maven/repository"),
        "DJL_CACHE_DIR", folder.resolve("djl").toString());
  }
}
