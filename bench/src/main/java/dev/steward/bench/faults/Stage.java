package dev.steward.bench.faults;

import dev.steward.bench.Progress;
import dev.steward.bench.faults.away.ObjectStore;
import dev.steward.bench.faults.away.Receiver;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Where a story happens: a disk, a gateway on it, a pod behind it, clients before it, and those
 * that its evidence goes on to.
 */
final class Stage implements AutoCloseable {
  private static final int CLIENTS = 6;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Longer than a receiver that is back is left alone after a few failures. */
  private static final Duration DELIVERY = Duration.ofSeconds(40);

  /** Much longer than records wait for others to go with: the machine may be busy. */
  private static final Duration POST = Duration.ofSeconds(8);

  /** A log signs what it has once a second. */
  private static final Duration SIGNED = Duration.ofMillis(1_200);

  private final Story story;
  private final FaultDisk disk;
  private final GatewaySetup setup;
  private final Receiver receiver;
  private final ObjectStore store;
  private final Path output;
  private final Seen seen = new Seen();
  private final List<Asker> askers = new ArrayList<>();
  private final List<Thread> threads;
  private Process gateway;
  private long harmed;
  private long signed;
  private Optional<String> stuck = Optional.empty();

  Stage(
      Story story,
      FaultDisk disk,
      GatewaySetup setup,
      Receiver receiver,
      ObjectStore store,
      Path output)
      throws IOException {
    this.story = story;
    this.disk = disk;
    this.setup = setup;
    this.receiver = receiver;
    this.store = store;
    this.output = output;
    gateway = start();
    IntStream.range(0, CLIENTS).forEach(each -> askers.add(new Asker(setup.port(), seen)));
    threads = askers.stream().map(Thread::startVirtualThread).toList();
  }

  /** What the clients saw. */
  Seen seen() {
    return seen;
  }

  /** Requests that failed where none may. */
  long harmed() {
    return harmed;
  }

  /** Records before this one were signed when the receiver had its last chance. */
  long signed() {
    return signed;
  }

  /** Why the story couldn't be played to its end; empty if it was. */
  Optional<String> stuck() {
    return stuck;
  }

  /** Plays it to its end, or as far as it goes. */
  void play() throws InterruptedException {
    try {
      for (var step : story.steps()) {
        play(step);
      }
    } catch (IOException e) {
      stuck = Optional.of(String.valueOf(e.getMessage()));
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
      case Step.Receiving(var mood) -> receiver.turn(mood);
      case Step.AwaitPost() -> receiver.awaitPost(POST);
      case Step.StoreEnds() -> store.kill();
      case Step.StoreReturns() -> store.startAgain();
      case Step.Unharmed(var time) -> {
        var before = seen.failures();
        Thread.sleep(time);
        harmed += seen.failures() - before;
      }
      case Step.Quiet() -> {
        leave();
        Thread.sleep(SIGNED);
      }
      case Step.AwaitDelivery() -> awaitDelivery();
    }
  }

  private void begin() throws IOException {
    if (!gateway.isAlive()) {
      gateway = start();
    }
  }

  private Process start() throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // It is started a thousand times. The first that ends by itself writes the archive.
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + output.resolveSibling("gateway.jsa"),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RecordingGateway.class.getName()));
    command.addAll(setup.arguments());
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  private void awaitListening() throws IOException, InterruptedException {
    var end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try (var socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.port()), 1_000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !gateway.isAlive()) {
          throw new IOException("the gateway doesn't start", e);
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
        throw new IOException("nothing is answered any more");
      }
      Thread.sleep(20);
    }
  }

  private void awaitDelivery() throws IOException, InterruptedException {
    signed = signedSize();
    var end = System.nanoTime() + DELIVERY.toNanos();
    while (!receiver.received().hasAllBefore(signed) && System.nanoTime() < end) {
      Thread.sleep(20);
    }
  }

  /** Of the checkpoint that lies on the disk: the second line of a signed note. */
  private long signedSize() throws IOException {
    try (var lines = Files.lines(setup.log().resolve("log/checkpoint"))) {
      return lines.skip(1).findFirst().map(Long::parseLong).orElse(0L);
    }
  }

  private void kill() throws InterruptedException {
    gateway.destroyForcibly().waitFor();
  }

  private void stop() throws IOException, InterruptedException {
    gateway.getOutputStream().close();
    if (!gateway.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException("the gateway doesn't stop");
    }
  }

  private void setClock(Duration ahead) {
    var input = new PrintWriter(gateway.getOutputStream(), true, StandardCharsets.UTF_8);
    input.println(ahead.toSeconds());
  }

  private void leave() throws InterruptedException {
    askers.forEach(Asker::stop);
    for (var thread : threads) {
      if (!thread.join(LIMIT)) {
        Progress.say("audit-faults: seed %d: a client doesn't end", story.seed());
      }
    }
  }

  @Override
  public void close() throws IOException {
    askers.forEach(Asker::stop);
    try {
      kill();
      leave();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
