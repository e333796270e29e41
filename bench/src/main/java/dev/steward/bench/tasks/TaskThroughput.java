package dev.steward.bench.tasks;

import dev.steward.bench.Background;
import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Ports;
import dev.steward.bench.Progress;
import dev.steward.core.serving.GatewayPort;
import dev.steward.core.serving.ServiceId;
import dev.steward.core.serving.ServingConfig;
import dev.steward.core.task.Aggregate;
import dev.steward.core.task.DataPath;
import dev.steward.core.task.FailureBudget;
import dev.steward.core.task.ItemKind;
import dev.steward.core.task.Tally;
import dev.steward.core.task.TaskDescription;
import dev.steward.core.task.TaskInputs;
import dev.steward.gateway.GatewayServer;
import dev.steward.gateway.GatewaySettings;
import dev.steward.gateway.log.GatewayLogs;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.gateway.route.ServiceRoute;
import dev.steward.store.read.AllowedHosts;
import dev.steward.store.read.DataPlaces;
import dev.steward.store.read.DataReader;
import dev.steward.store.s3.S3Settings;
import dev.steward.store.write.FolderPlace;
import dev.steward.tasks.call.ItemCall;
import dev.steward.tasks.call.Patience;
import dev.steward.tasks.call.ServiceClient;
import dev.steward.tasks.journal.Journal;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.journal.TaskPlan;
import dev.steward.tasks.run.Crew;
import dev.steward.tasks.run.ItemRun;
import dev.steward.tasks.run.TaskEnd;
import dev.steward.tasks.run.TaskListener;
import dev.steward.tasks.run.TaskRun;
import dev.steward.tasks.trace.TaskTraces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * 2,000 images through a gateway to six pods of which the fastest is four times as fast as the
 * slowest. {@code efficiency}: the time that the sum of the pods' speeds, each measured alone,
 * would take, against the real time from the inputs' listing to the last result. Then the same
 * again while two of the pods are killed: {@code missing} and {@code duplicate} results.
 */
public final class TaskThroughput implements Benchmark {
  private static final int ITEMS = 2_000;
  private static final int ALONE = 60;
  private static final Duration START = Duration.ofSeconds(60);

  /** Kubernetes takes about as long to have a dead pod's address removed. */
  private static final Duration NOTICED = Duration.ofSeconds(1);

  /** Milliseconds of an image, in each pod. */
  private static final List<Integer> PODS = List.of(40, 40, 60, 80, 120, 160);

  private static final Set<Integer> KILLED = Set.of(0, 3);

  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public String summary() {
    return "a task of 2,000 images over pods of unequal speed, and with a third of them killed";
  }

  /** A pod's process and its place. */
  private record Pod(Background process, PodAddress address) {}

  @Override
  public Figures run(Checkout checkout) throws Exception {
    GatewayLogs.toStandardOutput();
    var folder = Files.createDirectories(checkout.root().resolve(".state/bench/tasks"));
    Progress.say("tasks: drawing %d images", ITEMS);
    Pages.write(folder.resolve("pages"), ITEMS);
    var pods = new ArrayList<Pod>();
    try (var gateway =
        GatewayServer.start(
            GatewaySettings.defaults().withFrontPort(0).withHost("127.0.0.1"), routes(List.of()))) {
      for (var time : PODS) {
        pods.add(pod(time));
      }
      var work = new Work(folder, gateway);
      var sum = 0.0;
      for (var i = 0; i < pods.size(); i++) {
        var alone = work.alone(pods.get(i).address());
        Progress.say("tasks: pod %d alone: %.2f images/s", i, alone);
        sum += alone;
      }
      var real = work.all(pods.stream().map(Pod::address).toList());
      var ideal = ITEMS / sum;
      Progress.say("tasks: %d images in %.1f s, ideal %.1f s", ITEMS, real, ideal);
      var figures =
          new Figures(name())
              .put("efficiency", ideal / real)
              .put("real_s", real)
              .put("ideal_s", ideal)
              .put("pods_per_s", sum);
      work.withKills(pods, figures);
      return figures;
    } finally {
      for (var pod : pods) {
        pod.process().close();
      }
    }
  }

  /** The runs of one benchmark. */
  private static final class Work {
    private final Path folder;
    private final GatewayServer gateway;

    private Work(Path folder, GatewayServer gateway) {
      this.folder = folder;
      this.gateway = gateway;
    }

    /** Images a second of one pod, without what a task needs at its beginning. */
    private double alone(PodAddress pod) throws Exception {
      gateway.follow(routes(List.of(pod)));
      var first = new AtomicLong();
      var last = new AtomicLong();
      task(
          ALONE,
          new Listening() {
            @Override
            public void through(ResultLine line) {
              first.compareAndSet(0, System.nanoTime());
              last.set(System.nanoTime());
            }
          });
      return (ALONE - 1) * 1e9 / (last.get() - first.get());
    }

    /** Seconds of the whole task. */
    private double all(List<PodAddress> pods) throws Exception {
      gateway.follow(routes(pods));
      var begun = System.nanoTime();
      var results = task(ITEMS, new Listening());
      var seconds = (System.nanoTime() - begun) / 1e9;
      new Check(results).complain();
      return seconds;
    }

    private void withKills(List<Pod> pods, Figures figures) throws Exception {
      gateway.follow(routes(pods.stream().map(Pod::address).toList()));
      var left = new ArrayList<PodAddress>();
      for (var i = 0; i < pods.size(); i++) {
        if (!KILLED.contains(i)) {
          left.add(pods.get(i).address());
        }
      }
      var done = new AtomicLong();
      var results =
          task(
              ITEMS,
              new Listening() {
                @Override
                public void through(ResultLine line) {
                  if (done.incrementAndGet() == ITEMS / 3) {
                    KILLED.forEach(i -> pods.get(i).process().process().destroyForcibly());
                    Progress.say("tasks: %d of %d pods killed", KILLED.size(), pods.size());
                    Thread.startVirtualThread(() -> notice(left));
                  }
                }
              });
      var check = new Check(results);
      figures
          .put("missing", check.missing)
          .put("duplicate", check.duplicate)
          .put("misplaced", check.misplaced)
          .put("failed", check.failed);
    }

    private void notice(List<PodAddress> left) {
      try {
        Thread.sleep(NOTICED);
        gateway.follow(routes(left));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Runs a task of the first {@code items} images; its results. */
    private List<ResultLine> task(int items, TaskListener listener) throws Exception {
      var output = Files.createTempDirectory(folder, "run");
      var inputs = new ArrayList<DataPath>();
      for (var number = 0; number < items; number++) {
        inputs.add(
            new DataPath.Local(folder.resolve("pages/page-%05d.png".formatted(number)).toString()));
      }
      var task =
          new TaskDescription(
              "pages",
              "ocr",
              ItemKind.IMAGE_TEXT,
              new TaskInputs.Files(inputs),
              Aggregate.CONCAT,
              new FailureBudget.Count(items),
              Optional.empty());
      var places =
          new DataPlaces(
              claim -> Optional.empty(),
              DataPlaces.LocalFiles.READABLE,
              AllowedHosts.NONE,
              S3Settings.of(Map.of()));
      var url = URI.create("http://127.0.0.1:" + gateway.frontPort());
      var clock = InstantSource.system();
      try (var reader = new DataReader(places);
          var client = new ServiceClient(url, "ocr", Optional.empty(), Patience.DEFAULT, clock)) {
        var run =
            new TaskRun(
                task,
                new Journal(new FolderPlace(output, output + "/")),
                reader,
                new ItemRun(reader, ItemCall.of(task.kind(), task.model()), client),
                new Crew(PODS.size() / 2, Crew.IN_FLIGHT),
                clock,
                TaskTraces.OFF);
        if (!(run.run(listener) instanceof TaskEnd.Complete)) {
          throw new IOException("the task isn't complete");
        }
      }
      var results = new ArrayList<ResultLine>();
      for (var line : Files.readAllLines(output.resolve(Journal.RESULTS))) {
        results.add(ResultLine.read(line));
      }
      return results;
    }
  }

  private static class Listening implements TaskListener {
    @Override
    public void planned(TaskPlan plan, Tally before) {}

    @Override
    public void through(ResultLine line) {}
  }

  /** Whether every image has its own answer, once and in its place. */
  private static final class Check {
    private int missing;
    private int duplicate;
    private int misplaced;
    private int failed;

    private Check(List<ResultLine> results) throws IOException {
      var counts = new int[ITEMS];
      for (var i = 0; i < results.size(); i++) {
        var line = results.get(i);
        counts[(int) line.item()]++;
        switch (line) {
          case ResultLine.Failed _ -> failed++;
          case ResultLine.Answered(var item, var input, var output) -> {
            var image = Files.readAllBytes(Path.of(input.substring("file://".length())));
            if (item != i || !output.path("text").asText().equals(PagePod.text(image))) {
              misplaced++;
            }
          }
        }
      }
      for (var count : counts) {
        missing += count == 0 ? 1 : 0;
        duplicate += Math.max(0, count - 1);
      }
    }

    private void complain() throws IOException {
      if (missing + duplicate + misplaced + failed > 0) {
        throw new IOException(
            "%d missing, %d twice, %d in another's place, %d failed"
                .formatted(missing, duplicate, misplaced, failed));
      }
    }
  }

  private static Routes routes(List<PodAddress> pods) {
    var config =
        new ServingConfig(
            new ServiceId("bench", "ocr", "bench"),
            GatewayPort.allocate("bench", Set.of()),
            "ocr",
            List.of(),
            Duration.ofSeconds(60),
            Optional.empty(),
            List.of(new ServingConfig.Revision("ocr-1", 100, "ocr-1")));
    return Routes.onFrontPort(List.of(new ServiceRoute(config, Map.of("ocr-1", pods))));
  }

  private static Pod pod(int millis) throws IOException, InterruptedException {
    var port = Ports.free();
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                PagePod.class.getName(),
                "" + port,
                "" + millis)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    var pod = new Pod(Background.start(builder), new PodAddress("127.0.0.1", port));
    var end = System.nanoTime() + START.toNanos();
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return pod;
      } catch (IOException e) {
        if (System.nanoTime() > end || !pod.process().process().isAlive()) {
          pod.process().close();
          throw e;
        }
        Thread.sleep(Duration.ofMillis(50));
      }
    }
  }
}
