package dev.steward.ledger.log;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Commits in groups, on a thread of its own: what comes while one is forced is the next. Writers
 * are told that their entries are durable before the tree grows by them, so that the next group
 * forms meanwhile.
 */
final class CommitLoop {

  /** So many may wait; who comes then waits to be let in. */
  static final int MOST_WAITING = 8192;

  private static final int LARGEST_GROUP = 1024;
  private static final int LARGEST_GROUP_BYTES = 128 << 10;

  /** How long a group waits for those who were there a moment ago. */
  private static final Duration PATIENCE = Duration.ofNanos(250_000);

  /** How often it looks whether it is to end. */
  private static final Duration IDLE = Duration.ofMillis(50);

  private static final Duration SEAT = Duration.ofMillis(100);

  private final LogState state;
  private final LogWriter writer;
  private final PublishLoop publisher;
  private final WaitingRoom room = new WaitingRoom(MOST_WAITING);

  /** What was taken from the room; for the committing thread. */
  private final ArrayDeque<Asked> taken = new ArrayDeque<>();

  /** How many there were when the last group was done: those of the group, and those behind it. */
  private int crowd = 1;

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
        if (room.enter(asked, SEAT)) {
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
    // If the room is full, the thread is awake.
    var _ = room.enter(new Asked.Nothing(new CompletableFuture<>()), Duration.ZERO);
    thread.join();
  }

  private void run() {
    var group = new ArrayList<Asked.Entry>();
    try {
      while (state.isHealthy() || room.size() > 0) {
        room.take(crowd, PATIENCE, IDLE, taken);
        while (!taken.isEmpty()) {
          step(group);
        }
      }
    } catch (IOException | RuntimeException e) {
      state.fail(e);
    } catch (InterruptedException e) {
      state.fail(new IOException("the committing thread was interrupted", e));
    } finally {
      group.forEach(state::refuse);
      room.empty(taken);
      taken.forEach(state::refuse);
    }
  }

  private void step(List<Asked.Entry> group) throws IOException, InterruptedException {
    switch (taken.getFirst()) {
      case Asked.Entry _ -> {
        fill(group);
        commit(group);
        group.clear();
      }
      case Asked.Rotation rotation -> {
        writer.roll();
        taken.removeFirst();
        publisher.rotated(rotation);
      }
      case Asked.Nothing _ -> taken.removeFirst();
    }
  }

  /** Moves what was taken into a group, up to its bounds. */
  private void fill(List<Asked.Entry> group) {
    var bytes = 0;
    while (taken.peekFirst() instanceof Asked.Entry entry
        && group.size() < LARGEST_GROUP
        && bytes < LARGEST_GROUP_BYTES) {
      taken.removeFirst();
      group.add(entry);
      bytes += entry.appended().size();
    }
  }

  private void commit(List<Asked.Entry> group) throws IOException, InterruptedException {
    writer.commit(
        group.stream().map(Asked.Entry::appended).toList(),
        first -> {
          for (var at = 0; at < group.size(); at++) {
            group.get(at).index().complete(first + at);
          }
        });
    crowd = group.size() + taken.size() + room.size();
  }
}
