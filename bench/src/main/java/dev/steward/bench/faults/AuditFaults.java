package dev.steward.bench.faults;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.bench.faults.away.FreePort;
import dev.steward.bench.faults.away.ObjectStore;
import dev.steward.bench.faults.away.Received;
import dev.steward.bench.faults.away.Receiver;
import dev.steward.ledger.away.AwayReader;
import dev.steward.ledger.fault.LedgerException;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.sinks.setup.SealingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Whether a client ever sees a byte of an answer that has no record, whatever breaks. */
public final class AuditFaults implements Benchmark {
  private static final int RUNS = 300;
  private static final int MEBIBYTES = 512;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Sums sums = new Sums();

  @Override
  public String name() {
    return "audit-faults";
  }

  @Override
  public String summary() {
    return "kills, power cuts, failing disks, absent sinks under load: has every byte a record?";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var seeds = seeds();
    var program = tool(checkout, "faultfs");
    var folder = Files.createDirectories(checkout.root().resolve("bench/target/faults"));
    var installation = Installation.make(folder);
    try (var pod = SpeakingPod.start();
        var store = ObjectStore.start(tool(checkout, "versitygw"), folder.resolve("store"))) {
      for (var seed : seeds) {
        run(Story.of(seed), program, folder, installation, pod.port(), store);
      }
    }
    return sums.figures(new Figures(name()).put("runs", seeds.size()));
  }

  /** Where a program of dev/tools is; it is built if it isn't there. */
  private static String tool(Checkout checkout, String name)
      throws IOException, InterruptedException {
    return checkout.run(LIMIT, Map.of(), List.of("dev/lib/tool-path", name)).strip();
  }

  /** All, or those that are to be told again: {@code STEWARD_FAULT_SEEDS="5 26"}. */
  private static List<Long> seeds() {
    var some = System.getenv("STEWARD_FAULT_SEEDS");
    return some == null
        ? LongStream.range(0, RUNS).boxed().toList()
        : Arrays.stream(some.split(" ", -1)).map(Long::valueOf).toList();
  }

  private void run(
      Story story,
      String program,
      Path folder,
      Installation installation,
      int pod,
      ObjectStore store)
      throws Exception {
    var mounted = folder.resolve("disk");
    var output = folder.resolve("gateway.log");
    Files.deleteIfExists(output);
    var received =
        new Received(installation.signer().verifier().name().text(), Installation.webhookKey());
    try (var receiver = Receiver.start(received);
        var disk = FaultDisk.mount(program, mounted, MEBIBYTES)) {
      var log = mounted.resolve("evidence");
      var setup =
          new GatewaySetup(
              FreePort.find(),
              pod,
              story.failing(),
              log,
              installation.secret(),
              receiver.address(),
              installation.webhook(),
              sealing(story, store));
      var stage = new Stage(story, disk, setup, receiver, store, output);
      try (stage) {
        stage.play();
      }
      var verdict = verdict(setup, installation, stage, received);
      var gone = store.count(story.seed());
      sums.add(stage, verdict, receiver, gone);
      tell(story, stage, verdict, receiver, gone);
      if (!verdict.isGood() || stage.harmed() > 0 || stage.stuck().isPresent()) {
        keep(story, mounted, output, folder);
      }
      store.forget(story.seed());
    }
  }

  private static Optional<SealingSettings> sealing(Story story, ObjectStore store) {
    return switch (story.sealing()) {
      case STAY -> Optional.empty();
      case LEAVE -> Optional.of(GatewaySetup.sealing(store.path(story.seed()), store.secrets()));
    };
  }

  private static Verdict verdict(
      GatewaySetup setup, Installation installation, Stage stage, Received received)
      throws IOException, LedgerException {
    var here = new FolderReader(setup.log());
    if (setup.sealing().isEmpty()) {
      return Verdict.of(here, installation, stage.seen(), received, stage.signed());
    }
    try (var depot = setup.sealing().get().depot(installation.signer().verifier().name())) {
      var all = new AwayReader(here, depot);
      return Verdict.of(all, installation, stage.seen(), received, stage.signed());
    }
  }

  private static void tell(
      Story story, Stage stage, Verdict verdict, Receiver receiver, long gone) {
    var seen = stage.seen();
    var received = receiver.received();
    stage.stuck().ifPresent(why -> Progress.say("audit-faults: seed %d: %s", story.seed(), why));
    Progress.say(
        "audit-faults: %3d %-26s %-6s %5d answers, %4d refused, %3d in gaps; lost %d%s;"
            + " %s, %d spoiled; %d delivered, %d again, %d not, %d wrongly; %d harmed; %d files left",
        story.seed(),
        story.kind(),
        story.failing(),
        seen.answers(),
        seen.refusals(),
        seen.withoutRecords(),
        verdict.lost(),
        verdict.falseAlarms().isEmpty() ? "" : "; " + verdict.falseAlarms(),
        story.moods(),
        receiver.spoiled(),
        received.count(),
        received.again(),
        verdict.undelivered(),
        verdict.misdelivered(),
        stage.harmed(),
        gone);
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
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    Files.copy(output, into.resolve("gateway.log"), StandardCopyOption.REPLACE_EXISTING);
  }
}
