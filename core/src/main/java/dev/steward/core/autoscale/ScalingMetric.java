package dev.steward.core.autoscale;

/** What a replica's target is a number of. The name is the one in {@code spec.scaling.metric}. */
public enum ScalingMetric {
  /** Requests in work at the same time. */
  CONCURRENCY("Concurrency", "requests in flight"),
  /** Requests that arrive in a second. */
  REQUEST_RATE("RequestRate", "requests/s"),
  /** Requests that wait. */
  QUEUE_DEPTH("QueueDepth", "requests waiting");

  private final String text;
  private final String unit;

  ScalingMetric(String text, String unit) {
    this.text = text;
    this.unit = unit;
  }

  /** As the service's field has it. */
  public String text() {
    return text;
  }

  /** What is counted, in a sentence after the number. */
  public String unit() {
    return unit;
  }
}
