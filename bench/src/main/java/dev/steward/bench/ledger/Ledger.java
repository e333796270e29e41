package dev.steward.bench.ledger;

import dev.steward.bench.Benchmark;
import dev.steward.bench.Checkout;
import dev.steward.bench.Figures;
import dev.steward.bench.Progress;
import dev.steward.ledger.EvidenceLog;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.verify.Evidence;
import dev.steward.ledger.verify.Verifier;
import dev.steward.ledger.volume.FolderReader;
import dev.steward.ledger.volume.FolderVolume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Durable records a second, and the time to verify ten million. */
public final class Ledger implements Benchmark {
  private static final int WRITERS = 16;
  private static final int ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration ROUND = Duration.ofSeconds(10);
  private static final int ENTRIES = 10_000_000;
  private static final int DAYS = 10;
  private static final int UNDER_WAY = 4096;

  /** What a run of writers gave. */
  private record Run(double perSecond, Histogram nanos, double group, double bytes) {}

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public String summary() {
    return "fsynced records of the evidence log against a bare file; 10 million verified";
  }

  @Override
  public Figures run(Checkout checkout) throws Exception {
    var folder = Files.createDirectories(checkout.root().resolve("bench/target/ledger"));
    var figures = new Figures(name());
    try {
      appends(folder, figures);
      verification(folder, figures);
    } finally {
      remove(folder);
    }
    return figures;
  }

  private static void appends(Path folder, Figures figures) throws Exception {
    var warm = ledger(folder, WARM_UP);
    var perSecond = new double[ROUNDS];
    var bare = new double[ROUNDS];
    var group = new double[ROUNDS];
    var nanos = new Histogram(3);
    for (var round = 0; round < ROUNDS; round++) {
      var run = ledger(folder, ROUND);
      perSecond[round] = run.perSecond();
      group[round] = run.group();
      nanos.add(run.nanos());
      var size = (int) Math.round(run.group() * run.bytes());
      bare[round] = bare(folder, size) * run.group();
      Progress.say(
          "ledger: round %d of %d: %.0f records/s in groups of %.1f; a bare file %.0f/s; p99 %.2f ms",
          round + 1,
          ROUNDS,
          perSecond[round],
          run.group(),
          bare[round],
          run.nanos().getValueAtPercentile(99) / 1e6);
    }
    figures
        .put("appends_per_s", Progress.median(perSecond))
        .put("append_p50_ms", nanos.getValueAtPercentile(50) / 1e6)
        .put("append_p99_ms", nanos.getValueAtPercentile(99) / 1e6)
        .put("group", Progress.median(group))
        .put("record_bytes", warm.bytes())
        .put("bare_per_s", Progress.median(bare))
        .put("bare_ratio", Progress.median(perSecond) / Progress.median(bare));
  }

  /** Writers that each wait until their record is durable before they write the next. */
  private static Run ledger(Path folder, Duration time) throws Exception {
    var place = folder.resolve("log");
    var volume = new ObservedVolume(FolderVolume.open(place));
    var nanos = new ConcurrentHistogram(3);
    var count = new AtomicLong();
    try (var log = EvidenceLog.open(volume, Requests.settings())) {
      var forces = volume.forces();
      var bytes = volume.bytes();
      var begun = System.nanoTime();
      try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var writer = 0; writer < WRITERS; writer++) {
          var _ =
              writers.submit(() -> {
                while (System.nanoTime() - begun < time.toNanos()) {
                  var id = RecordId.random();
                  var now = Instant.now();
                  var start = System.nanoTime();
                  log.record(Requests.start(id, now), Requests.RETENTION);
                  var middle = System.nanoTime();
                  log.record(Requests.end(id, now), Requests.RETENTION);
                  nanos.recordValue(middle - start);
                  nanos.recordValue(System.nanoTime() - middle);
                  count.addAndGet(2);
                }
                return 0;
              });
        }
      }
      var seconds = (System.nanoTime() - begun) / 1e9;
      var records = (double) count.get();
      return new Run(
          records / seconds,
          nanos,
          records / (volume.forces() - forces),
          (volume.bytes() - bytes) / records);
    } finally {
      remove(place);
    }
  }

  /** Groups a second: as many bytes as a group has, written and forced, one after the other. */
  private static double bare(Path folder, int size) throws IOException {
    var file = folder.resolve("bare");
    var content = ByteBuffer.allocateDirect(size);
    var groups = 0L;
    var position = 0L;
    var begun = System.nanoTime();
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (System.nanoTime() - begun < ROUND.toNanos()) {
        content.clear();
        position += channel.write(content, position);
        channel.force(false);
        groups++;
      }
      return groups / ((System.nanoTime() - begun) / 1e9);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void verification(Path folder, Figures figures) throws Exception {
    var place = Files.createDirectories(folder.resolve("large"));
    var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    var begun = System.nanoTime();
    generate(place, today);
    Progress.say("ledger: %,d entries made in %.0f s", ENTRIES, (System.nanoTime() - begun) / 1e9);
    var verifying = System.nanoTime();
    var report =
        Verifier.verify(
            new FolderReader(place), Evidence.of(List.of(Requests.KEY.verifier()), today));
    var seconds = (System.nanoTime() - verifying) / 1e9;
    if (!report.sound() || report.records() != ENTRIES) {
      throw new IllegalStateException("not what was made: " + report.findings());
    }
    Progress.say("ledger: verified with all their records in %.1f s", seconds);
    figures.put("verify_10m_s", seconds).put("verify_entries", ENTRIES);
  }

  private static void generate(Path place, LocalDate today) throws Exception {
    try (var log = EvidenceLog.open(new UnsyncedVolume(place), Requests.settings())) {
      var underWay = new ArrayDeque<CompletableFuture<Long>>();
      for (var request = 0; request < ENTRIES / 2; request++) {
        var day = today.minusDays(DAYS - 1 - (long) request * DAYS / (ENTRIES / 2));
        var at = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        var id = RecordId.random();
        underWay.add(log.submit(Requests.start(id, at), Requests.RETENTION));
        underWay.add(log.submit(Requests.end(id, at), Requests.RETENTION));
        while (underWay.size() > UNDER_WAY) {
          underWay.remove().join();
        }
      }
      underWay.forEach(CompletableFuture::join);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
