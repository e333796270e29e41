package dev.steward.bench.faults;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.core.serving.GatewayPort;
import dev.steward.ledger.keys.InstallationSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/** Whether a client ever sees a byte of an answer that has no record, whatever breaks. */
public final class AuditFaults implements Benchmark {
  private static final int RUNS = 300;
  private static final int MEBIBYTES = 512;

  private long answers;
  private long refusals;
  private long withoutRecords;
  private long lost;
  private long falseAlarms;

  @Override
  public String name() {
    return "audit-faults";
  }

  @Override
  public String summary() {
    return "kills, power cuts, full and failing disks under load: has every byte a record?";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var seeds = seeds();
    var program = FaultDisk.program(checkout);
    var folder = Files.createDirectories(checkout.root().resolve("bench/target/faults"));
    var secret = secret(folder);
    try (var pod = SpeakingPod.start()) {
      for (var seed : seeds) {
        run(Story.of(seed), program, folder, secret, pod.port());
      }
    }
    return new Figures(name())
        .put("runs", seeds.size())
        .put("lost", (double) lost)
        .put("false_alarms", (double) falseAlarms)
        .put("answers", (double) answers)
        .put("refused", (double) refusals)
        .put("in_gaps", (double) withoutRecords);
  }

  /** All, or those that are to be told again: {@code STEWARD_FAULT_SEEDS="5 26"}. */
  private static List<Long> seeds() {
    var some = System.getenv("STEWARD_FAULT_SEEDS");
    return some == null
        ? LongStream.range(0, RUNS).boxed().toList()
        : Arrays.stream(some.split(" ", -1)).map(Long::valueOf).toList();
  }

  private void run(Story story, String program, Path folder, Path secret, int pod)
      throws Exception {
    var mounted = folder.resolve("disk");
    var output = folder.resolve("gateway.log");
    Files.deleteIfExists(output);
    try (var disk = FaultDisk.mount(program, mounted, MEBIBYTES)) {
      Seen seen;
      try (var stage = new Stage(story, disk, secret, pod, freePort(), output)) {
        stage.play();
        seen = stage.seen();
      }
      var verdict = Verdict.of(mounted.resolve("evidence"), secret, seen);
      count(seen, verdict);
      tell(story, seen, verdict);
      if (verdict.lost() > 0 || !verdict.falseAlarms().isEmpty()) {
        keep(story, mounted, output, folder);
      }
    }
  }

  private void count(Seen seen, Verdict verdict) {
    answers += seen.answers();
    refusals += seen.refusals();
    withoutRecords += seen.withoutRecords();
    lost += verdict.lost();
    falseAlarms += verdict.falseAlarms().size();
  }

  private static void tell(Story story, Seen seen, Verdict verdict) {
    Progress.say(
        "audit-faults: %3d %-26s %-6s %5d answers, %4d refused, %3d in gaps; lost %d%s",
        story.seed(),
        story.kind(),
        story.failing(),
        seen.answers(),
        seen.refusals(),
        seen.withoutRecords(),
        verdict.lost(),
        verdict.falseAlarms().isEmpty() ? "" : "; " + verdict.falseAlarms());
  }

  /** For whoever looks into it. */
  private static void keep(Story story, Path mounted, Path output, Path folder) throws IOException {
    var into = folder.resolve("seed-" + story.seed());
    try (var files = Files.walk(mounted)) {
      for (var file : files.sorted(Comparator.naturalOrder()).toList()) {
        var copy = into.resolve(mounted.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    Files.copy(output, into.resolve("gateway.log"));
  }

  private static Path secret(Path folder) throws IOException {
    var secret = Files.createDirectories(folder.resolve("secret"));
    for (var text : InstallationSecret.generate(Optional.empty()).entrySet()) {
      Files.writeString(secret.resolve(text.getKey()), text.getValue());
    }
    return secret;
  }

  /** One of those that a service may have at a gateway. */
  private static int freePort() {
    while (true) {
      var port = ThreadLocalRandom.current().nextInt(GatewayPort.FIRST, GatewayPort.LAST + 1);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        // Somebody has it.
      }
    }
  }
}
