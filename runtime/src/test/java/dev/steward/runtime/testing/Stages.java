package dev.steward.runtime.testing;

import dev.steward.core.model.ModelFacts;
import dev.steward.core.model.ModelTask;
import dev.steward.core.model.ModelUri;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.runtime.StageConfig;
import dev.steward.core.runtime.StageConfig.Member;
import dev.steward.core.runtime.StageConfig.TlsFiles;
import dev.steward.core.shard.StagePlan;
import dev.steward.core.shard.StagePlanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configurations of stages on free ports of this machine. */
public final class Stages {

  private Stages() {}

  /** One for each of {@code count} stages of a model with those facts. */
  public static List<RuntimeConfig> of(
      Path model, ModelTask task, ModelFacts facts, int count, Optional<TlsFiles> tls) {
    if (!(StagePlanner.plan("stages", facts.layers(), count, Optional.empty())
        instanceof StagePlan.Possible(var cut, var loads))) {
      throw new AssertionError(count + " stages of " + facts.layers().size() + " layers");
    }
    var members = new ArrayList<Member>();
    for (int i = 0; i < count; i++) {
      members.add(new Member("127.0.0.1", freePort()));
    }
    var whole =
        new RuntimeConfig(
            "m", new ModelUri.LocalFile(model.toAbsolutePath().toString()), Optional.empty(), task);
    var configs = new ArrayList<RuntimeConfig>();
    for (int i = 0; i < count; i++) {
      configs.add(whole.withStage(new StageConfig(i, cut, members, "first", tls)));
    }
    return configs;
  }

  /** A port that nobody had a moment ago. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
