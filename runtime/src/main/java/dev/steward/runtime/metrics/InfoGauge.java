package dev.steward.runtime.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;

/**
 * A metric that is always 1 and tells by its labels how something is. There is one at a time: one
 * for each that ever was would never end.
 */
final class InfoGauge {

  private final MeterRegistry registry;
  private final String name;
  private final String description;
  private Optional<Gauge> gauge = Optional.empty();
  private Optional<Tags> shown = Optional.empty();

  InfoGauge(MeterRegistry registry, String name, String description) {
    this.registry = registry;
    this.name = name;
    this.description = description;
  }

  /** Shows these labels in place of those before; empty: nothing. */
  synchronized void show(Optional<Tags> labels) {
    if (labels.equals(shown)) {
      return;
    }
    gauge.ifPresent(registry::remove);
    gauge =
        labels.map(tags ->
            Gauge.builder(name, () -> 1)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    shown = labels;
  }
}
