package dev.steward.operator.observe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What an edit of a policy concerns, let go in waves: {@link #SIZE} services at a time, so that the
 * API server isn't run over, and a service that somebody edits meanwhile isn't behind thousands.
 * What is concerned again while it waits, waits once.
 *
 * <p>With a wave each {@link PolicyCaches#APART}, 1,000 services are let go in 4 s.
 */
final class Waves<K> {

  /** In one wave. */
  static final int SIZE = 25;

  private final LinkedHashSet<K> waiting = new LinkedHashSet<>();

  /** Adds what is concerned. */
  synchronized void add(Collection<K> concerned) {
    waiting.addAll(concerned);
  }

  /** The next wave; empty if nothing waits. */
  synchronized List<K> next() {
    var wave = new ArrayList<K>(SIZE);
    while (wave.size() < SIZE && !waiting.isEmpty()) {
      wave.add(waiting.removeFirst());
    }
    return wave;
  }
}
