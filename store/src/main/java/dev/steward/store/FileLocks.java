package dev.steward.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks by files, between processes on one volume and between the threads of each. The kernel opens
 * them when a process ends, however it ends.
 *
 * <p>To the kernel a lock is the whole process's, and is gone as soon as the process closes the
 * file anywhere. So each file is opened once at a time here, and a file by which something is used
 * is closed by the end of the process alone.
 */
final class FileLocks {

  private static final Map<Path, ReentrantLock> TURNS = new ConcurrentHashMap<>();
  private static final Map<Path, FileChannel> USED = new ConcurrentHashMap<>();

  private FileLocks() {}

  /** A lock that is held until it is closed, by the thread that took it. */
  record Held(FileChannel channel, ReentrantLock turn) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try (var _ = channel) {
        // Closing opens the lock.
      } finally {
        turn.unlock();
      }
    }
  }

  /** Waits until nobody else holds the file. */
  static Held exclusive(Path file) throws IOException, InterruptedException {
    var turn = TURNS.computeIfAbsent(file, _ -> new ReentrantLock());
    turn.lockInterruptibly();
    try {
      var channel = open(file);
      channel.lock();
      return new Held(channel, turn);
    } catch (IOException | RuntimeException e) {
      turn.unlock();
      throw e;
    }
  }

  /** Takes the file if nobody holds or uses it. */
  static Optional<Held> tryExclusive(Path file) throws IOException {
    var turn = TURNS.computeIfAbsent(file, _ -> new ReentrantLock());
    if (USED.containsKey(file) || turn.isHeldByCurrentThread() || !turn.tryLock()) {
      return Optional.empty();
    }
    try {
      var channel = open(file);
      if (channel.tryLock() != null) {
        return Optional.of(new Held(channel, turn));
      }
      channel.close();
    } catch (IOException | RuntimeException e) {
      turn.unlock();
      throw e;
    }
    turn.unlock();
    return Optional.empty();
  }

  /** From now on this process uses what the file stands for, until it ends. */
  static void use(Path file) throws IOException {
    if (!USED.containsKey(file)) {
      var channel = open(file);
      channel.lock(0, Long.MAX_VALUE, true);
      USED.put(file, channel);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
