package dev.steward.core.autoscale.simulate;

import dev.steward.core.check.Checked;
import java.util.ArrayList;
import java.util.List;

/**
 * A load over time.
 *
 * @param name for titles
 * @param perSecond requests per second, on average, for each second
 */
public record Trace(String name, List<Double> perSecond) {

  /** A day. */
  public static final int MOST_SECONDS = 86_400;

  /** More requests in a second than a simulation takes. */
  public static final double MOST_PER_SECOND = 100_000;

  /** More requests than a simulation takes. */
  public static final double MOST_REQUESTS = 20_000_000;

  private static final String HEADER = "second,requests";

  public Trace {
    perSecond = List.copyOf(perSecond);
    if (perSecond.isEmpty() || perSecond.size() > MOST_SECONDS) {
      throw new IllegalArgumentException("a trace has 1 to 86400 seconds: " + perSecond.size());
    }
    for (var rate : perSecond) {
      if (!(rate >= 0) || rate > MOST_PER_SECOND) {
        throw new IllegalArgumentException("a rate is 0 to 100000 requests/s: " + rate);
      }
    }
  }

  /**
   * Reads a trace from CSV: the header {@code second,requests}, then a line for each change of the
   * rate: the second, rising, and the requests per second from then on. The last line is the end.
   *
   * <p>Example: {@code 0,10}, {@code 600,50}, {@code 900,0} is ten minutes of 10 and five of 50.
   */
  public static Checked<Trace> parse(String name, String csv) {
    var lines = csv.strip().lines().map(String::strip).toList();
    if (lines.size() < 3 || !lines.getFirst().equals(HEADER)) {
      return Checked.invalid(
          name,
          "it is no trace",
          "begin with the line \"" + HEADER + "\" and write two lines or more like \"60,12.5\"");
    }
    var perSecond = new ArrayList<Double>();
    var rate = 0.0;
    for (var at = 1; at < lines.size(); at++) {
      var step = Step.read(lines.get(at));
      var first = at == 1;
      if (step.isEmpty()
          || step.get().second() > MOST_SECONDS
          || (first
              ? step.get().second() != 0
              : step.get().second() <= perSecond.size() - (perSecond.isEmpty() ? 1 : 0))) {
        return wrongLine(name, at + 1, lines.get(at));
      }
      while (perSecond.size() < step.get().second()) {
        perSecond.add(rate);
      }
      rate = step.get().rate();
    }
    var requests = perSecond.stream().mapToDouble(Double::doubleValue).sum();
    return requests > MOST_REQUESTS
        ? Checked.invalid(
            name, "it has %.0f requests".formatted(requests), "use at most 20 million")
        : Checked.valid(new Trace(name, perSecond));
  }

  private record Step(int second, double rate) {
    static java.util.Optional<Step> read(String line) {
      var parts = line.split(",", -1);
      try {
        var second = Integer.parseInt(parts[0].strip());
        var rate = parts.length == 2 ? Double.parseDouble(parts[1].strip()) : -1;
        return second >= 0 && rate >= 0 && rate <= MOST_PER_SECOND
            ? java.util.Optional.of(new Step(second, rate))
            : java.util.Optional.empty();
      } catch (NumberFormatException _) {
        return java.util.Optional.empty();
      }
    }
  }

  private static Checked<Trace> wrongLine(String name, int line, String text) {
    return Checked.invalid(
        name + ":" + line,
        "\"%s\" is no step".formatted(text.length() > 40 ? text.substring(0, 40) + "…" : text),
        "write SECOND,REQUESTS with seconds that rise from 0 up to 86400 and 0 to 100000 requests");
  }
}
