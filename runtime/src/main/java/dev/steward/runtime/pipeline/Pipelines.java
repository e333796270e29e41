package dev.steward.runtime.pipeline;

import dev.steward.core.runtime.StageConfig;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.runtime.tls.GroupTls;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Puts the parts of one process together, by its place among the stages. */
public final class Pipelines {

  /** Micro-batches that may wait at a stage: one to go on with, and others while it is fetched. */
  private static final int CREDIT = 4;

  /** As many again: those of a caller that has gone leave a moment later. */
  private static final int WAITING = 2 * CREDIT;

  private Pipelines() {}

  /**
   * The whole model as stage 0 has it; begins to call the next stage.
   *
   * @param tracing whether the other stages are to tell of requests
   */
  public static PipelineModel first(
      StageConfig config,
      Membership membership,
      StagePart part,
      Signature whole,
      PoolSettings pool,
      Tracing tracing) {
    var next = new AtomicReference<Optional<RemoteStage>>(Optional.empty());
    var readiness =
        new Readiness(() ->
            next.get()
                .map(RemoteStage::missing)
                .orElse(Optional.of(membership.next() + " isn't connected yet")));
    var remote = calling(config, membership, tracing, readiness::changed);
    next.set(Optional.of(remote));
    readiness.changed();
    var told = ToldStage.of(membership);
    var stage = new LocalStage(part, told, Optional.of(remote), pool.threads(), WAITING);
    return new PipelineModel(whole, stage, readiness);
  }

  /**
   * A stage after the first one: opens its door, and begins to call the next stage, if there is
   * one.
   *
   * @param host to listen on
   * @param tracing where it tells of the requests that it computes for
   * @throws IOException when its port can't be had
   */
  public static LaterStage later(
      String host,
      StageConfig config,
      Membership membership,
      StagePart part,
      PoolSettings pool,
      Tracing tracing)
      throws IOException {
    var door = new AtomicReference<Optional<StagePort>>(Optional.empty());
    var remote = new AtomicReference<Optional<RemoteStage>>(Optional.empty());
    Runnable tell = () -> door.get().ifPresent(StagePort::tell);
    if (config.next().isPresent()) {
      remote.set(Optional.of(calling(config, membership, tracing, tell)));
    }
    var next = remote.get().map(Stage.class::cast);
    var stage = new LocalStage(part, ToldStage.of(membership), next, pool.threads(), WAITING);
    try {
      var port =
          new StagePort(
              new InetSocketAddress(host, config.own().port()),
              membership,
              config.tls().map(GroupTls::new),
              stage,
              tracing,
              CREDIT,
              () -> remote.get().flatMap(RemoteStage::missing));
      door.set(Optional.of(port));
      tell.run();
      return new LaterStage(port, stage, remote.get());
    } catch (IOException e) {
      stage.close();
      throw e;
    }
  }

  private static RemoteStage calling(
      StageConfig config, Membership membership, Tracing tracing, Runnable changed) {
    return new RemoteStage(
        config.next().orElseThrow(),
        membership,
        config.tls().map(GroupTls::new),
        Speech.of(tracing),
        changed);
  }
}
