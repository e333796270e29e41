package dev.steward.runtime.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/** Feeds one target, on the thread that asks. */
final class Fuzzer {

  private static final int LARGEST_CORPUS = 4096;
  private static final int LONGEST_ANSWER = 120;
  private static final int MOST_ANSWERS = 500_000;

  /** No input of 64 KiB takes a thousandth of it, so that a slow machine is no hang. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final BufferPoolMXBean DIRECT =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .findFirst()
          .orElseThrow();

  private final Target target;
  private final Path findings;
  private final List<byte[]> seeds;
  private final List<byte[]> corpus;
  private final Set<String> answers = new HashSet<>();
  private volatile long since = System.nanoTime();
  private volatile byte[] current = {};
  private long fed;
  private long mostTaken;

  /**
   * @param found inputs that once went wrong
   * @param findings where inputs are written that go wrong now
   */
  Fuzzer(Target target, List<byte[]> found, Path findings) {
    this.target = target;
    this.findings = findings;
    corpus = new ArrayList<>(target.seeds());
    corpus.addAll(found);
    seeds = List.copyOf(corpus);
  }

  /**
   * What was done.
   *
   * @param inputs that were fed
   * @param answers of different kinds
   * @param mostTaken bytes that one input took
   */
  record Report(long inputs, int answers, long mostTaken) {}

  /**
   * Feeds what is known, and then other inputs for as long as {@code more} of their number says.
   *
   * @throws AssertionError at the first that goes wrong, which is written to the findings
   */
  Report run(long seed, LongPredicate more) {
    var watch = Thread.ofPlatform().daemon().name("watch").start(this::watch);
    try {
      return fed(seed, more);
    } finally {
      watch.interrupt();
    }
  }

  /** An input on which the target hangs ends the process: nothing else can break it off. */
  private void watch() {
    try {
      while (System.nanoTime() - since < LONGEST.toNanos()) {
        Thread.sleep(LONGEST.dividedBy(4));
      }
      System.err.println(wrong(current, new AssertionError("it goes on and on")));
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Report fed(long seed, LongPredicate more) {
    var mutations = new Mutations(seed);
    for (var input : seeds) {
      // Twice: the first time classes are loaded, which takes memory of its own.
      answered(input);
      feed(input);
    }
    while (more.test(fed)) {
      // Every other one of a seed: what was found since is mostly refused early, in many ways, and
      // few of thousands lead to what lies behind the first check.
      var input = mutations.another(fed % 2 == 0 ? seeds : corpus, target.words());
      if (feed(input) && corpus.size() < LARGEST_CORPUS) {
        corpus.add(input);
      }
    }
    return new Report(fed, answers.size(), mostTaken);
  }

  /** Whether the answer is of a kind that wasn't seen before. */
  private boolean feed(byte[] input) {
    fed++;
    long heap = THREADS.getCurrentThreadAllocatedBytes();
    long direct = DIRECT.getTotalCapacity();
    var answer = answered(input);
    long taken =
        THREADS.getCurrentThreadAllocatedBytes()
            - heap
            + Math.max(0, DIRECT.getTotalCapacity() - direct);
    mostTaken = Math.max(mostTaken, taken);
    boolean isNew = answers.size() < MOST_ANSWERS && answers.add(kind(answer));
    if (taken > target.most() + Target.FOR_EACH_BYTE * input.length && !isNew) {
      throw wrong(input, new AssertionError("it took " + taken + " bytes"));
    }
    return isNew;
  }

  private String answered(byte[] input) {
    current = input;
    since = System.nanoTime();
    try {
      return target.feeding().feed(input);
    } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
      throw wrong(input, e);
    }
  }

  /** Numbers and names aside. */
  private static String kind(String answer) {
    var begin = answer.length() > LONGEST_ANSWER ? answer.substring(0, LONGEST_ANSWER) : answer;
    return begin.replaceAll("\"[^\"]*\"?|[0-9]+", "#");
  }

  private AssertionError wrong(byte[] input, Throwable fault) {
    var file = findings.resolve(target.name() + "-" + Integer.toHexString(Arrays.hashCode(input)));
    try {
      Files.createDirectories(findings);
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var shown = HexFormat.of().formatHex(Arrays.copyOf(input, Math.min(input.length, 2000)));
    return new AssertionError(
        "%s, input %d, %d bytes in %s: %s".formatted(target.name(), fed, input.length, file, shown),
        fault);
  }
}
