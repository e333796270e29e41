package dev.steward.core.autoscale;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last samples of one service, oldest first, one for each second: at most {@link #MOST}.
 *
 * @param samples what was reported
 * @param watchedSince since when there was no gap longer than {@link #LONGEST_GAP}
 * @param lastBusy the last second in which somebody asked or waited
 */
record LoadHistory(
    List<LoadSample> samples, Optional<Instant> watchedSince, Optional<Instant> lastBusy) {

  /** As many seconds as the longest stable window has. */
  static final int MOST = (int) AutoscaleSettings.LONGEST_STABLE.toSeconds();

  /** Within it a report may be late, or a gateway new; what is older isn't the present any more. */
  static final Duration LONGEST_GAP = Duration.ofSeconds(10);

  static final LoadHistory EMPTY = new LoadHistory(List.of(), Optional.empty(), Optional.empty());

  LoadHistory {
    samples = List.copyOf(samples);
  }

  /** With one more second, or with a second's better count in place of its first one. */
  LoadHistory with(LoadSample sample) {
    var merged = new ArrayList<LoadSample>(samples.size() + 1);
    merged.addAll(samples);
    var at = merged.size();
    while (at > 0 && !merged.get(at - 1).second().isBefore(sample.second())) {
      at--;
    }
    if (at < merged.size() && merged.get(at).second().equals(sample.second())) {
      merged.set(at, sample);
    } else {
      merged.add(at, sample);
    }
    var kept = merged.size() > MOST ? merged.subList(merged.size() - MOST, merged.size()) : merged;
    return new LoadHistory(kept, watchedSinceWith(sample), lastBusyWith(sample));
  }

  private Optional<Instant> watchedSinceWith(LoadSample sample) {
    var isNewBegin =
        watchedSince.isEmpty()
            || sample.second().isAfter(samples.getLast().second().plus(LONGEST_GAP));
    return isNewBegin ? Optional.of(sample.second()) : watchedSince;
  }

  private Optional<Instant> lastBusyWith(LoadSample sample) {
    var isLater =
        sample.busy() && lastBusy.map(last -> last.isBefore(sample.second())).orElse(true);
    return isLater ? Optional.of(sample.second()) : lastBusy;
  }

  /** The newest sample, where it is recent enough to speak of the present. */
  Optional<LoadSample> latest(Instant now) {
    return samples.isEmpty() || samples.getLast().second().isBefore(now.minus(LONGEST_GAP))
        ? Optional.empty()
        : Optional.of(samples.getLast());
  }

  /** Whether the service was watched, without a gap, for as long as that. */
  boolean covers(Duration window, Instant now) {
    return latest(now).isPresent()
        && watchedSince.map(since -> !since.isAfter(now.minus(window))).orElse(false);
  }

  /** How long nobody has asked: since the last request, or since anybody looked. */
  Duration quiet(Instant now) {
    return watchedSince
        .map(since -> lastBusy.filter(since::isBefore).map(at -> at.plusSeconds(1)).orElse(since))
        .filter(now::isAfter)
        .map(since -> Duration.between(since, now))
        .orElse(Duration.ZERO);
  }

  /** The samples of the last window that was reported: it ends with the newest sample's second. */
  List<LoadSample> last(Duration window) {
    if (samples.isEmpty()) {
      return samples;
    }
    var before = samples.getLast().second().minus(window);
    var first = samples.size();
    while (first > 0 && samples.get(first - 1).second().isAfter(before)) {
      first--;
    }
    return samples.subList(first, samples.size());
  }
}
