package dev.steward.runtime.http;

import dev.steward.runtime.web.WebRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;

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
  void answer(WebRequest request) throws IOException, InterruptedException {
    if (!request.address().isLoopbackAddress()) {
      refuse(request, 403, "this is for the pod's own loopback address; use kubectl port-forward");
      return;
    }
    if (!busy.compareAndSet(false, true)) {
      refuse(request, 429, "there is a recording already; try again when it is over");
      return;
    }
    try {
      var seconds = seconds(request.target().parameter("seconds"));
      if (seconds.isPresent()) {
        record(request, Duration.ofSeconds(seconds.getAsInt()));
      } else {
        refuse(request, 400, "seconds: send a whole number from 1 to " + MOST_SECONDS);
      }
    } finally {
      busy.set(false);
    }
  }

  private static void refuse(WebRequest request, int status, String why) throws IOException {
    var answer = request.answer();
    answer.status(status);
    answer.type(TEXT);
    answer.body().write((why + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** How long to record; empty where that can't be. */
  static OptionalInt seconds(Optional<String> parameter) {
    if (parameter.isEmpty()) {
      return OptionalInt.of(USUAL_SECONDS);
    }
    var asked = parameter.get();
    if (!asked.matches("[0-9]{1,3}")) {
      return OptionalInt.empty();
    }
    int seconds = Integer.parseInt(asked);
    return seconds >= 1 && seconds <= MOST_SECONDS ? OptionalInt.of(seconds) : OptionalInt.empty();
  }

  private static void record(WebRequest request, Duration time)
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
      request.answer().type("application/octet-stream");
      try (var bytes = recording.getStream(null, null)) {
        bytes.transferTo(request.answer().body());
      }
    }
  }
}
