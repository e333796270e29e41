package dev.steward.gateway.task;

import dev.steward.core.serving.ServingConfig;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.Slicing;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskUid;
import dev.steward.store.read.AllowedHosts;
import dev.steward.store.read.DataPlaces;
import dev.steward.store.read.DataReader;
import dev.steward.store.s3.S3Settings;
import dev.steward.tasks.call.ItemCall;
import dev.steward.tasks.call.Patience;
import dev.steward.tasks.call.ServiceClient;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.run.Crew;
import dev.steward.tasks.run.ItemRun;
import dev.steward.tasks.run.TaskEnd;
import dev.steward.tasks.run.TaskListener;
import dev.steward.tasks.run.TaskRun;
import dev.steward.tasks.trace.TaskTraces;
import dev.steward.tracing.TraceContext;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Carries a task's items to its service, in a process that serves at the same time: less is in
 * memory at once than in a worker of its own.
 *
 * @param address of a service, at this very gateway
 * @param hosts web servers that items may come from
 * @param patience with the service
 * @param tracing is told of the tasks
 */
public record Carriage(
    Function<ServingConfig, URI> address,
    AllowedHosts hosts,
    Patience patience,
    InstantSource clock,
    Tracing tracing) {

  /** The largest item, of which {@link Crew#IN_FLIGHT} are there at once for each task. */
  static final int LARGEST_ITEM = 4 << 20;

  /** The largest answer; eight times as many as are in flight may wait for an earlier one. */
  static final int LARGEST_ANSWER = 256 << 10;

  /** Tasks here are short; a slice costs a few small objects at the API server. */
  private static final Slicing SLICING = new Slicing(Duration.ofSeconds(2), 16);

  private static final Crew CREW = new Crew(2, Crew.IN_FLIGHT / 2, SLICING);

  /** At its services' own ports, as in a cluster. */
  public static Carriage ofCluster(AllowedHosts hosts, Tracing tracing) {
    return new Carriage(
        config -> URI.create("http://127.0.0.1:" + config.port().number()),
        hosts,
        new Patience(
            Duration.ofMinutes(10),
            Duration.ofMinutes(2),
            Patience.DEFAULT.breaks(),
            Patience.DEFAULT.firstPause(),
            Duration.ofSeconds(2)),
        InstantSource.system(),
        tracing);
  }

  /**
   * Runs a task to its end, or goes on where another process was.
   *
   * @param uid which one it is, for the records of its items
   * @param caller whose trace it goes on with
   */
  TaskEnd carry(
      TaskUid uid,
      Optional<TraceContext> caller,
      TaskDescription task,
      ItemKind kind,
      ServingConfig service,
      Journal journal,
      TaskListener listener)
      throws UnavailableException, IOException, InterruptedException {
    var places =
        new DataPlaces(
            claim -> Optional.empty(),
            DataPlaces.LocalFiles.REFUSED,
            hosts,
            S3Settings.of(Map.of()));
    try (var reader = new DataReader(places);
        var client =
            new ServiceClient(
                address.apply(service),
                service.model(),
                Optional.of(uid),
                patience,
                LARGEST_ANSWER,
                clock)) {
      var items = new ItemRun(reader, ItemCall.of(kind, service.model()), client, LARGEST_ITEM);
      var traces = new TaskTraces(tracing, Optional.of(uid), caller);
      return new TaskRun(task, journal, reader, items, CREW, clock, traces).run(listener);
    }
  }
}
