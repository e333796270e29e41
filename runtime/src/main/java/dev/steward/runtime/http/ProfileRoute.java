package dev.steward.runtime.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * A look into the running process by Java Flight Recorder: where its threads compute, wait and
 * allocate, and nothing of what they do it with.
 *
 * <p>It answers the machine's own loopback address alone. In a pod that is whoever may forward a
 * port to it or run something in it, as the API server lets them; no other pod, not even a gateway,
 * and no client of the service. There is no password to keep, and none to lose.
 */
final class ProfileRoute {

  private static final int USUAL_SECONDS = 10;
  private static final int MOST_SECONDS = 60;
  private static final long MOST_BYTES = 32L << 20;
  private static final String TEXT = "text/plain; charset=utf-8";

  /**
   * All that is recorded. Not among them, though Flight Recorder has them: files, sockets, the
   * environment, properties, command lines, whatever has a text of a user's in it.
   */
  static final List<String> EVENTS =
      List.of(
          "jdk.ExecutionSample",
          "jdk.NativeMethodSample",
          "jdk.ObjectAllocationSample",
          "jdk.JavaMonitorEnter",
          "jdk.ThreadPark",
          "jdk.GarbageCollection",
          "jdk.GCHeapSummary",
          "jdk.CPULoad",
          "jdk.ThreadCPULoad");

  private final AtomicBoolean busy = new AtomicBoolean();

  /** Answers {@code POST /debug/profile?seconds=N} with a recording of so many seconds. */
  void answer(Context context) throws IOException, InterruptedException {
    if (!isLocal(context.req().getRemoteAddr())) {
      refuse(context, 403, "this is for the pod's own loopback address; use kubectl port-forward");
      return;
    }
    if (!busy.compareAndSet(false, true)) {
      refuse(context, 429, "there is a recording already; try again when it is over");
      return;
    }
    try {
      var seconds = seconds(context.queryParam("seconds"));
      if (seconds.isPresent()) {
        record(context, Duration.ofSeconds(seconds.getAsInt()));
      } else {
        refuse(context, 400, "seconds: send a whole number from 1 to " + MOST_SECONDS);
      }
    } finally {
      busy.set(false);
    }
  }

  private static void refuse(Context context, int status, String why) {
    context.status(status).contentType(TEXT).result(why + "\n");
  }

  /** Whether an address, as a servlet tells it, is this machine's own. */
  static boolean isLocal(String address) {
    var bare =
        address.startsWith("[") && address.endsWith("]")
            ? address.substring(1, address.length() - 1)
            : address;
    try {
      return InetAddress.ofLiteral(bare).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** How long to record; empty where that can't be. */
  static OptionalInt seconds(@Nullable String asked) {
    if (asked == null) {
      return OptionalInt.of(USUAL_SECONDS);
    }
    if (!asked.matches("[0-9]{1,3}")) {
      return OptionalInt.empty();
    }
    int seconds = Integer.parseInt(asked);
    return seconds >= 1 && seconds <= MOST_SECONDS ? OptionalInt.of(seconds) : OptionalInt.empty();
  }

  private static void record(Context context, Duration time)
      throws IOException, InterruptedException {
    try (var recording = new Recording()) {
      recording.setMaxSize(MOST_BYTES);
      EVENTS.forEach(recording::enable);
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(20));
      recording.enable("jdk.NativeMethodSample").withPeriod(Duration.ofMillis(20));
      recording.enable("jdk.ObjectAllocationSample").with("throttle", "150/s");
      recording.enable("jdk.JavaMonitorEnter").withThreshold(Duration.ofMillis(10));
      recording.enable("jdk.ThreadPark").withThreshold(Duration.ofMillis(10));
      recording.start();
      Thread.sleep(time);
      recording.stop();
      context.contentType("application/octet-stream");
      try (var bytes = recording.getStream(null, null)) {
        bytes.transferTo(context.res().getOutputStream());
      }
    }
  }
}
