package dev.steward.ledger.log;

import dev.steward.ledger.journal.Appended;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Commits in groups, on a thread of its own: what comes while one is forced is the next. */
final class CommitLoop {

  /** So many may wait; who comes then waits to be let in. */
  static final int MOST_WAITING = 8192;

  private static final int LARGEST_GROUP = 1024;
  private static final int LARGEST_GROUP_BYTES = 128 << 10;

  /** How long a group waits for those who were there a moment ago. */
  private static final long PATIENCE_NANOS = 150_000;

  private final LogState state;
  private final LogWriter writer;
  private final PublishLoop publisher;
  private final ArrayBlockingQueue<Asked> queue = new ArrayBlockingQueue<>(MOST_WAITING);

  /** How many there were when the last group was done: those of the group, and those behind it. */
  private int crowd;

  private final Thread thread = Thread.ofPlatform().name("ledger-commit").unstarted(this::run);

  CommitLoop(LogState state, LogWriter writer, PublishLoop publisher) {
    this.state = state;
    this.writer = writer;
    this.publisher = publisher;
  }

  void start() {
    thread.start();
  }

  /** The answer to what is asked, which may be a refusal. */
  CompletableFuture<Long> ask(Asked asked) {
    try {
      while (state.isHealthy()) {
        if (queue.offer(asked, 100, TimeUnit.MILLISECONDS)) {
          // The thread may have ended in between, and then looks into the queue no more.
          if (!state.isHealthy() && !thread.isAlive()) {
            state.refuse(asked);
          }
          return asked.index();
        }
      }
      state.refuse(asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      asked.index().completeExceptionally(e);
    }
    return asked.index();
  }

  /** Ends when all is committed that was asked for before the log was closed. */
  void join() throws InterruptedException {
    // If the queue is full, the thread is awake.
    var _ = queue.offer(new Asked.Nothing(new CompletableFuture<>()));
    thread.join();
  }

  private void run() {
    var inHand = new ArrayList<Asked>();
    try {
      while (!queue.isEmpty() || state.isHealthy()) {
        var next = Optional.ofNullable(queue.poll(50, TimeUnit.MILLISECONDS));
        while (next.isPresent()) {
          next = take(next.get(), inHand);
        }
      }
    } catch (IOException | RuntimeException e) {
      state.fail(e);
    } catch (InterruptedException e) {
      state.fail(new IOException("the committing thread was interrupted", e));
    } finally {
      inHand.forEach(state::refuse);
      for (var asked = queue.poll(); asked != null; asked = queue.poll()) {
        state.refuse(asked);
      }
    }
  }

  /** Commits what waits, up to a group; what comes next and isn't part of it. */
  private Optional<Asked> take(Asked first, List<Asked> inHand)
      throws IOException, InterruptedException {
    var next = Optional.of(first);
    var group = new ArrayList<Appended>();
    var bytes = 0;
    var until = System.nanoTime() + PATIENCE_NANOS;
    while (next.isPresent()
        && next.get() instanceof Asked.Entry entry
        && group.size() < LARGEST_GROUP
        && bytes < LARGEST_GROUP_BYTES) {
      inHand.add(entry);
      group.add(entry.appended());
      bytes += entry.appended().size();
      next = Optional.ofNullable(queue.poll());
      if (next.isEmpty() && group.size() < crowd) {
        next = Optional.ofNullable(queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS));
      }
    }
    if (!group.isEmpty()) {
      var index = writer.commit(group);
      for (var asked : inHand) {
        asked.index().complete(index++);
      }
      crowd = group.size() + queue.size();
      inHand.clear();
    }
    return switch (next.orElse(null)) {
      case Asked.Rotation rotation -> {
        inHand.add(rotation);
        writer.roll();
        inHand.clear();
        publisher.rotated(rotation);
        yield Optional.empty();
      }
      case Asked.Entry _ -> next;
      case Asked.Nothing _ -> Optional.empty();
      case null -> Optional.empty();
    };
  }
}
