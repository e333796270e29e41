package dev.steward.e2e;

import dev.steward.e2e.guide.Guide;
import dev.steward.e2e.world.Cluster;
import dev.steward.e2e.world.ExternalMetric;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The guide to policies is followed from its first command to its last, as it is written, and
 * prints what it shows.
 */
@ExtendWith(SharedWorld.class)
@ResourceLock(ExternalMetric.API)
@Order(11)
class PolicyGuideE2E {
  private static final String NAMESPACE = "assessed";

  private final Cluster cluster;

  @TempDir Path folder;

  PolicyGuideE2E(World world) {
    cluster = world.cluster();
    // What the guide says one needs.
    var _ = world.tenant(NAMESPACE);
  }

  @AfterEach
  void remove() {
    cluster
        .kubectl()
        .run("delete", "clustercompliancepolicy", "eu-ai-act-high-risk", "--ignore-not-found");
    cluster.kubectl().run("delete", "-n", NAMESPACE, "modelservice", "--all");
  }

  @Test
  void its_reader_gets_to_the_end_and_sees_what_it_shows() throws IOException {
    // The guide is read in a checkout; what it writes is written elsewhere.
    for (var name : List.of("examples", ".state")) {
      Files.createSymbolicLink(folder.resolve(name), cluster.checkout().resolve(name));
    }
    Guide.read(cluster.checkout().resolve("docs/guides/policy.md")).follow(folder, cluster.shell());
  }
}
