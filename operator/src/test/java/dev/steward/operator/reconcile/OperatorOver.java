package dev.steward.operator.reconcile;

import dev.steward.operator.evidence.AuditSettings;
import dev.steward.operator.load.RunningBook;
import dev.steward.operator.reconcile.Leadership.State;
import dev.steward.operator.task.TaskSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An operator that leads, over a namespace of another package's test. */
public final class OperatorOver implements AutoCloseable {

  private final KubernetesClient client;
  private final OperatorProcess process;

  private OperatorOver(KubernetesClient client, OperatorProcess process) {
    this.client = client;
    this.process = process;
  }

  /** Starts one as that user, and waits until it leads. */
  public static OperatorOver namespace(
      KubernetesClient administrator, String namespace, String user) {
    ApiServer.allowAll(administrator, user);
    var client = ApiServer.connectAs(user);
    var process =
        OperatorProcess.start(
            new OperatorSettings(
                ApiServer.namespace(administrator, "steward"),
                "beside",
                Optional.of(namespace),
                "steward.dev/runtime:test",
                new TaskSettings("steward.dev/tasks:test", List.of()),
                2,
                World.QUICK,
                AuditSettings.OWN),
            client,
            new OperatorMetrics(new SimpleMeterRegistry()),
            (service, second) -> Optional.empty(),
            new RunningBook(InstantSource.system()),
            InstantSource.system(),
            () -> {});
    var running = new OperatorOver(client, process);
    World.await("an operator leads", running::isLeading);
    return running;
  }

  public boolean isLeading() {
    return process.state() == State.LEADING;
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }
}
