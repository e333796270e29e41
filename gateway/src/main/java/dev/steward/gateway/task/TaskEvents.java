package dev.steward.gateway.task;

import dev.steward.api.v1alpha1.InferenceTask;
import dev.steward.core.error.ErrorCode;
import dev.steward.gateway.proxy.OwnRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Streams of {@code progress} events, one for each change, then one that is called {@code
 * complete}, {@code failed} or {@code removed} and ends the stream.
 */
final class TaskEvents implements AutoCloseable {

  /** Streams at once. */
  static final int MOST = 256;

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration COMMENT = Duration.ofSeconds(10);

  private final TaskBoard board;
  private final Semaphore places = new Semaphore(MOST);
  private final Set<Thread> followers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  TaskEvents(TaskBoard board) {
    this.board = board;
  }

  /** Follows a task until its end, on this thread. */
  void follow(OwnRequest request, InferenceTask task) throws InterruptedException {
    if (!places.tryAcquire()) {
      request.refuse(
          ErrorCode.QUEUE_FULL,
          "%d streams of events are open at this gateway; ask /v1/tasks/ID now and then"
              .formatted(MOST));
      return;
    }
    var thread = Thread.currentThread();
    followers.add(thread);
    try (var stream = request.stream(thread::interrupt)) {
      follow(stream, task);
    } catch (IOException | InterruptedException e) {
      // The client has left, or this gateway leaves: the stream just ends.
      Thread.interrupted();
    } finally {
      followers.remove(thread);
      places.release();
    }
  }

  private void follow(OwnRequest.Stream stream, InferenceTask first)
      throws IOException, InterruptedException {
    var metadata = first.getMetadata();
    var shown = TaskView.bytes(first);
    var current = first;
    stream.event(name(first), shown);
    long quiet = System.nanoTime();
    while (!closed && !Passage.hasEnded(current)) {
      Thread.sleep(LOOK);
      var seen = board.seen(metadata.getNamespace(), metadata.getName());
      if (seen.isEmpty() || !seen.get().getMetadata().getUid().equals(metadata.getUid())) {
        if (board.find(metadata.getNamespace(), metadata.getName()).isEmpty()) {
          stream.event("removed", shown);
          return;
        }
        continue;
      }
      current = seen.get();
      var now = TaskView.bytes(current);
      if (!Arrays.equals(now, shown)) {
        shown = now;
        stream.event(name(current), shown);
        quiet = System.nanoTime();
      } else if (System.nanoTime() - quiet > COMMENT.toNanos()) {
        stream.comment();
        quiet = System.nanoTime();
      }
    }
  }

  private static String name(InferenceTask task) {
    if (!Passage.hasEnded(task)) {
      return "progress";
    }
    return "Complete".equals(task.getStatus().state()) ? "complete" : "failed";
  }

  @Override
  public void close() {
    closed = true;
    followers.forEach(Thread::interrupt);
  }
}
