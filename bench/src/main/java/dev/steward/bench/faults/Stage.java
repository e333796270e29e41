package dev.steward.bench.faults;

import dev.steward.bench.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Where a story happens: a disk, a gateway on it, a pod behind it, and clients before it. */
final class Stage implements AutoCloseable {
  private static final int CLIENTS = 6;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Story story;
  private final FaultDisk disk;
  private final Path secret;
  private final int pod;
  private final int port;
  private final Path output;
  private final Seen seen = new Seen();
  private final List<Asker> askers = new ArrayList<>();
  private final List<Thread> threads;
  private Process gateway;

  Stage(Story story, FaultDisk disk, Path secret, int pod, int port, Path output)
      throws IOException {
    this.story = story;
    this.disk = disk;
    this.secret = secret;
    this.pod = pod;
    this.port = port;
    this.output = output;
    gateway = start();
    IntStream.range(0, CLIENTS).forEach(each -> askers.add(new Asker(port, seen)));
    threads = askers.stream().map(Thread::startVirtualThread).toList();
  }

  /** What the clients saw. */
  Seen seen() {
    return seen;
  }

  /** Plays it to its end. */
  void play() throws IOException, InterruptedException {
    for (var step : story.steps()) {
      play(step);
    }
  }

  private void play(Step step) throws IOException, InterruptedException {
    switch (step) {
      case Step.Load(var time) -> Thread.sleep(time);
      case Step.Begin() -> begin();
      case Step.Start() -> {
        begin();
        awaitListening();
      }
      case Step.AwaitAnswers() -> awaitAnswers();
      case Step.Kill() -> kill();
      case Step.Stop() -> stop();
      case Step.PowerCut(var seed) -> {
        kill();
        disk.say("power-cut " + seed);
      }
      case Step.Disk(var command) -> disk.say(command);
      case Step.Clock(var ahead) -> setClock(ahead);
    }
  }

  private void begin() throws IOException {
    if (!gateway.isAlive()) {
      gateway = start();
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RecordingGateway.class.getName(),
            "" + port,
            "" + pod,
            disk.folder().resolve("evidence").toString(),
            secret.toString(),
            story.failing().name())
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  private void awaitListening() throws IOException, InterruptedException {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !gateway.isAlive()) {
          throw new IOException("seed %d: the gateway doesn't start".formatted(story.seed()), e);
        }
        Thread.sleep(20);
      }
    }
  }

  private void awaitAnswers() throws IOException, InterruptedException {
    var before = seen.records().size();
    var end = System.nanoTime() + LIMIT.toNanos();
    while (seen.records().size() == before) {
      if (System.nanoTime() > end) {
        throw new IOException("seed %d: nothing is answered any more".formatted(story.seed()));
      }
      Thread.sleep(20);
    }
  }

  private void kill() throws InterruptedException {
    gateway.destroyForcibly().waitFor();
  }

  private void stop() throws IOException, InterruptedException {
    gateway.getOutputStream().close();
    if (!gateway.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("seed %d: the gateway doesn't stop".formatted(story.seed()));
    }
  }

  private void setClock(Duration ahead) {
    var input = new PrintWriter(gateway.getOutputStream(), true, StandardCharsets.UTF_8);
    input.println(ahead.toSeconds());
  }

  @Override
  public void close() throws IOException {
    askers.forEach(Asker::stop);
    try {
      kill();
      for (var thread : threads) {
        if (!thread.join(LIMIT)) {
          Progress.say("audit-faults: seed %d: a client doesn't end", story.seed());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
