package dev.steward.cli.local;

import dev.steward.core.check.Checked;
import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelFacts;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.runtime.StageConfig;
import dev.steward.core.runtime.StageConfig.Member;
import dev.steward.core.shard.StagePlan;
import dev.steward.core.shard.StagePlanner;
import dev.steward.runtime.load.ModelLoader;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.store.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One runtime's configuration becomes those of its stages, on free ports of this machine. */
final class Sharding {

  private Sharding() {}

  /**
   * A model's stages, in order.
   *
   * @param field where the user asked for them
   */
  static Checked<List<RuntimeConfig>> stages(
      RuntimeConfig whole, String field, int stages, Places places) throws InterruptedException {
    ModelFacts facts;
    try {
      facts = ModelLoader.of(places, new PoolSettings(1, 1, 1)).inspect(whole).facts();
    } catch (LoadException e) {
      return new Checked.Invalid<>(e.failure().violation());
    }
    return switch (StagePlanner.plan(field, facts.layers(), stages, Optional.empty())) {
      case StagePlan.Impossible(var reason) -> new Checked.Invalid<>(reason);
      case StagePlan.Possible possible -> Checked.valid(configs(whole, possible));
    };
  }

  private static List<RuntimeConfig> configs(RuntimeConfig whole, StagePlan.Possible plan) {
    var members = freeMembers(plan.cut().stages());
    var incarnation = "run-" + ProcessHandle.current().pid();
    var configs = new ArrayList<RuntimeConfig>();
    for (int index = 0; index < plan.cut().stages(); index++) {
      configs.add(
          whole.withStage(
              new StageConfig(index, plan.cut(), members, incarnation, Optional.empty())));
    }
    return configs;
  }

  /** All at the same time, so that they differ. */
  private static List<Member> freeMembers(int count) {
    var sockets = new ArrayList<ServerSocket>();
    try {
      var members = new ArrayList<Member>();
      for (int i = 0; i < count; i++) {
        var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        members.add(new Member(LocalModel.LOOPBACK, socket.getLocalPort()));
      }
      return members;
    } catch (IOException e) {
      throw new UncheckedIOException("this machine has no free ports", e);
    } finally {
      sockets.forEach(Sharding::close);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
