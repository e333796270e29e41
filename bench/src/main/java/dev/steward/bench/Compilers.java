package dev.steward.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The processor time that the compilers of a Java process have taken, from the kernel's account of
 * its threads. A server is warm when they take nothing more: until then a benchmark measures them.
 */
public final class Compilers {

  /** A tick of {@code /proc}, which is the same on all of Linux's platforms. */
  private static final long MILLIS_OF_TICK = 10;

  /** Of what follows a thread's name: user time, then the kernel's. */
  private static final int USER = 11;

  private Compilers() {}

  /** That of the process of that id. */
  public static Duration of(long pid) throws IOException {
    long ticks = 0;
    try (var threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
      for (var thread : threads.toList()) {
        ticks += ticks(thread);
      }
    }
    return Duration.ofMillis(ticks * MILLIS_OF_TICK);
  }

  private static long ticks(Path thread) throws IOException {
    try {
      return ticks(Files.readString(thread.resolve("stat")));
    } catch (NoSuchFileException e) {
      // It has ended meanwhile.
      return 0;
    }
  }

  /** Of a line of {@code /proc/PID/task/TID/stat} (proc(5)), where it is a compiler's thread. */
  static long ticks(String stat) {
    int end = stat.lastIndexOf(')');
    if (!stat.substring(0, end).contains("CompilerThre")) {
      return 0;
    }
    var fields = stat.substring(end + 2).split(" ", -1);
    return Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]);
  }
}
