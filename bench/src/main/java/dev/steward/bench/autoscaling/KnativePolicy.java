package dev.steward.bench.autoscaling;

import dev.steward.core.autoscale.AutoscaleSettings;
import dev.steward.core.autoscale.Capacity;
import dev.steward.core.autoscale.LoadSample;
import dev.steward.core.autoscale.simulate.ScalingPolicy;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Knative's autoscaler: its own code in a process of its own ({@code
 * dev/tools/knative-autoscaler}), told each second what its activator and its pods would report.
 *
 * <p>What Knative does outside that code is done here after its sources ({@code
 * pkg/reconciler/autoscaling/kpa/scaler.go}): bounds, and the last pod goes only after the stable
 * window was at zero for the grace period.
 */
final class KnativePolicy implements ScalingPolicy, AutoCloseable {

  /** config-autoscaler's {@code scale-to-zero-grace-period}. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private final AutoscaleSettings settings;
  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;
  private Instant busy = Instant.MIN;

  private KnativePolicy(AutoscaleSettings settings, Process process) {
    this.settings = settings;
    this.process = process;
    in = process.outputWriter(StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  static KnativePolicy start(ProcessBuilder program, AutoscaleSettings settings)
      throws IOException {
    return new KnativePolicy(
        settings, program.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  @Override
  public int replicas(LoadSample sample, Capacity capacity, Instant now) {
    var answer =
        ask(
            "%d %s %d %d"
                .formatted(
                    now.getEpochSecond(), sample.inFlight(), capacity.ready(), capacity.desired()));
    if (answer.equals("-")) {
      return capacity.desired();
    }
    var wanted = Integer.parseInt(answer);
    if (wanted > 0) {
      busy = now;
    }
    var lastStays = capacity.desired() > 0 && now.isBefore(busy.plus(GRACE));
    return Math.clamp(Math.max(wanted, lastStays ? 1 : 0), settings.min(), settings.max());
  }

  private String ask(String line) {
    try {
      in.write(line);
      in.newLine();
      in.flush();
      var answer = out.readLine();
      if (answer == null) {
        throw new IOException("knative-autoscaler ended");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
    process.destroy();
  }
}
