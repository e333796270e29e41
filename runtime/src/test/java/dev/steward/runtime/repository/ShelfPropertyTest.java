package dev.steward.runtime.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.runtime.repository.Shelf.Leaver;
import dev.steward.runtime.repository.Shelf.Phase;
import dev.steward.runtime.repository.Shelf.Room;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is asked in whatever order. */
class ShelfPropertyTest {

  private static final long BOUND = 100;
  private static final int MODELS = 12;

  private final Shelf<String> shelf = new Shelf<>(BOUND);
  private final Map<ModelId, Long> there = new HashMap<>();
  private final Map<ModelId, Integer> users = new HashMap<>();
  private final Set<ModelId> loading = new HashSet<>();
  private final Deque<Leaver<String>> closing = new ArrayDeque<>();

  private static ModelId id(int number) {
    return new ModelId("m" + number % MODELS, 1);
  }

  /** Sizes from 4 to 114, so that some are too large. */
  private static long bytes(ModelId id) {
    return 4 + Integer.parseInt(id.name().substring(1)) * 10L;
  }

  @Property
  void the_bound_holds_and_nothing_in_use_is_closed(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 10_000) Integer> steps) {
    for (int step : steps) {
      step(step % 6, id(step / 6));
      assertThat(shelf.held())
          .isEqualTo(there.values().stream().mapToLong(Long::longValue).sum())
          .isLessThanOrEqualTo(BOUND);
    }
    everythingCanEnd();
  }

  private void step(int kind, ModelId id) {
    switch (kind) {
      case 0, 1 -> reserve(id);
      case 2 -> {
        if (loading.remove(id)) {
          shelf.loaded(id, id.name(), 0);
        }
      }
      case 3 -> shelf.use(id).ifPresent(model -> users.merge(id, 1, Integer::sum));
      case 4 -> release(id);
      default -> close();
    }
  }

  private void reserve(ModelId id) {
    switch (shelf.reserve(id, bytes(id))) {
      case Room.Reserved<String>() -> {
        assertThat(there).doesNotContainKey(id);
        there.put(id, bytes(id));
        loading.add(id);
      }
      case Room.Unloading<String>(var leavers) -> leavers.forEach(this::left);
      case Room.Occupied<String>() -> assertThat(bytes(id)).isLessThanOrEqualTo(BOUND);
      case Room.TooLarge<String>() -> assertThat(bytes(id)).isGreaterThan(BOUND);
    }
  }

  private void left(Leaver<String> leaver) {
    assertThat(users.getOrDefault(leaver.id(), 0)).isZero();
    closing.add(leaver);
  }

  private void release(ModelId id) {
    if (users.getOrDefault(id, 0) > 0) {
      users.merge(id, -1, Integer::sum);
      shelf.release(id).ifPresent(this::left);
    }
  }

  private void close() {
    var leaver = closing.poll();
    if (leaver != null) {
      assertThat(users.getOrDefault(leaver.id(), 0)).isZero();
      shelf.free(leaver.id());
      there.remove(leaver.id());
    }
  }

  /** Whatever has happened: once all is over, every model that fits gets its room. */
  private void everythingCanEnd() {
    for (var id : List.copyOf(loading)) {
      step(2, id);
    }
    for (var id : new ArrayList<>(users.keySet())) {
      while (users.getOrDefault(id, 0) > 0) {
        release(id);
      }
    }
    for (int number = 0; number < MODELS; number++) {
      var id = id(number);
      if (bytes(id) <= BOUND && shelf.phase(id).filter(Phase.LOADED::equals).isEmpty()) {
        while (!loading.contains(id)) {
          while (!closing.isEmpty()) {
            close();
          }
          reserve(id);
        }
        step(2, id);
      }
    }
  }
}
