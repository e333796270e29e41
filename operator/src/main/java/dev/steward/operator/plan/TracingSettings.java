package dev.steward.operator.plan;

import dev.steward.core.check.Checked;
import java.util.regex.Pattern;

/**
 * Where the processes of an installation tell of requests, by OTLP over HTTP.
 *
 * @param endpoint of a collector, such as {@code http://otel-collector.observability:4318}
 * @param sampleRatio which part of the requests is told of whose caller doesn't say, 0 to 1
 */
public record TracingSettings(String endpoint, double sampleRatio) {

  private static final Pattern ADDRESS = Pattern.compile("https?://[^/?#\\s]+(/[^?#\\s]*)?");

  public TracingSettings {
    if (!(sampleRatio >= 0 && sampleRatio <= 1)) {
      throw new IllegalArgumentException("a part is 0 to 1: " + sampleRatio);
    }
  }

  /**
   * As an administrator writes them.
   *
   * @param endpointField the name of {@code endpoint}, for messages
   * @param ratioField the name of {@code ratio}, for messages
   */
  public static Checked<TracingSettings> read(
      String endpointField, String endpoint, String ratioField, String ratio) {
    if (!ADDRESS.matcher(endpoint).matches()) {
      return Checked.invalid(
          endpointField,
          "\"" + endpoint + "\" is no address of a collector",
          "use one such as http://otel-collector.observability:4318");
    }
    try {
      var part = Double.parseDouble(ratio);
      if (part >= 0 && part <= 1) {
        return Checked.valid(new TracingSettings(endpoint, part));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    return Checked.invalid(
        ratioField, "\"" + ratio + "\" is no part of a whole", "use a number from 0 to 1");
  }
}
