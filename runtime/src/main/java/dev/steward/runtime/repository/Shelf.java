package dev.steward.runtime.repository;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which models are in memory, which of them are in use, and which leave when another needs room.
 *
 * <p>What is being loaded counts from before its load begins, and what leaves until it is closed,
 * so that all together never have more than the bound. Those leave first that nobody uses and that
 * were used longest ago; what is in use leaves with its last user.
 *
 * <p>It knows no thread, clock or file. Not for several threads.
 *
 * @param <M> a model in memory
 */
final class Shelf<M> {

  private final long bound;
  private final Map<ModelId, Slot<M>> slots = new HashMap<>();
  private long held;
  private long uses;

  /**
   * @param bound bytes that all together may have
   */
  Shelf(long bound) {
    this.bound = bound;
  }

  /** How far a model is on its way. */
  enum Phase {
    LOADING,
    LOADED,
    LEAVING
  }

  private static final class Slot<M> {
    private final ModelId id;
    private final long bytes;
    private Phase phase = Phase.LOADING;
    private @Nullable M model;
    private int users;
    private long lastUse;

    Slot(ModelId id, long bytes) {
      this.id = id;
      this.bytes = bytes;
    }

    M model() {
      if (model == null) {
        throw new IllegalStateException(id.text() + " isn't loaded");
      }
      return model;
    }

    boolean idle() {
      return users == 0;
    }
  }

  /** What has left and is to be closed; its room is free after {@link #free}. */
  record Leaver<M>(ModelId id, M model) {}

  /** What becomes of a wish for room. */
  sealed interface Room<M> {

    /** It is reserved: the model may be loaded. */
    record Reserved<M>() implements Room<M> {}

    /** These leave for it; once they are closed it is to be asked again. */
    record Unloading<M>(List<Leaver<M>> leavers) implements Room<M> {}

    /** Others are on their way out, or in; when that has changed it is to be asked again. */
    record Occupied<M>() implements Room<M> {}

    /** There never will be so much. */
    record TooLarge<M>() implements Room<M> {}
  }

  /** Bytes of all that is loaded, being loaded, or leaving. */
  long held() {
    return held;
  }

  /** How many can be used. */
  int loaded() {
    return (int) slots.values().stream().filter(slot -> slot.phase == Phase.LOADED).count();
  }

  /** How far that one is; empty: it isn't here. */
  Optional<Phase> phase(ModelId id) {
    return Optional.ofNullable(slots.get(id)).map(slot -> slot.phase);
  }

  /** That one, if it can be used, without using it. */
  Optional<M> peek(ModelId id) {
    return Optional.ofNullable(slots.get(id))
        .filter(slot -> slot.phase == Phase.LOADED)
        .map(Slot::model);
  }

  /** All that can be used. */
  Map<ModelId, M> all() {
    var all = new HashMap<ModelId, M>();
    slots.forEach((id, slot) -> {
      if (slot.phase == Phase.LOADED) {
        all.put(id, slot.model());
      }
    });
    return all;
  }

  /** Uses a model, which stays at least until {@link #release}; empty: it can't be used. */
  Optional<M> use(ModelId id) {
    var slot = slots.get(id);
    if (slot == null || slot.phase != Phase.LOADED) {
      return Optional.empty();
    }
    slot.users++;
    slot.lastUse = ++uses;
    return Optional.of(slot.model());
  }

  /** One use is over; gives what is to be closed now, if it was the last one of what leaves. */
  Optional<Leaver<M>> release(ModelId id) {
    var slot = slots.get(id);
    if (slot == null || slot.idle()) {
      throw new IllegalStateException(id.text() + " isn't in use");
    }
    slot.users--;
    return slot.idle() && slot.phase == Phase.LEAVING
        ? Optional.of(new Leaver<>(id, slot.model()))
        : Optional.empty();
  }

  /** Asks for room for a model that is to be loaded. */
  Room<M> reserve(ModelId id, long bytes) {
    if (bytes > bound) {
      return new Room.TooLarge<>();
    }
    if (slots.containsKey(id)) {
      return new Room.Occupied<>();
    }
    if (bytes <= bound - held) {
      slots.put(id, new Slot<>(id, bytes));
      held += bytes;
      return new Room.Reserved<>();
    }
    var leavers = leaving(bytes - (bound - held));
    return leavers.isEmpty() ? new Room.Occupied<>() : new Room.Unloading<>(leavers);
  }

  /**
   * Has as many leave as it takes to free {@code missing} bytes, together with those that are
   * leaving already; none where all of them aren't enough, since what is being loaded is in the
   * way.
   */
  private List<Leaver<M>> leaving(long missing) {
    long left = missing;
    var candidates = new ArrayList<Slot<M>>();
    for (var slot : slots.values()) {
      switch (slot.phase) {
        case LEAVING -> left -= slot.bytes;
        case LOADED -> candidates.add(slot);
        case LOADING -> {}
      }
    }
    candidates.sort(
        Comparator.<Slot<M>, Boolean>comparing(slot -> !slot.idle())
            .thenComparingLong(slot -> slot.lastUse));
    var going = new ArrayList<Slot<M>>();
    for (var slot : candidates) {
      if (left <= 0) {
        break;
      }
      going.add(slot);
      left -= slot.bytes;
    }
    return left <= 0 ? leave(going) : List.of();
  }

  private List<Leaver<M>> leave(List<Slot<M>> going) {
    going.forEach(slot -> slot.phase = Phase.LEAVING);
    return going.stream()
        .filter(Slot::idle)
        .map(slot -> new Leaver<>(slot.id, slot.model()))
        .toList();
  }

  /** Has some leave that are loaded; gives those that nobody uses, which are to be closed now. */
  List<Leaver<M>> leave(Predicate<ModelId> who) {
    return leave(
        slots.values().stream()
            .filter(slot -> slot.phase == Phase.LOADED && who.test(slot.id))
            .toList());
  }

  /**
   * The model for which room was reserved is loaded.
   *
   * @param users who have waited for it and use it from now on
   */
  void loaded(ModelId id, M model, int users) {
    var slot = slots.get(id);
    if (slot == null || slot.phase != Phase.LOADING) {
      throw new IllegalStateException("no room was reserved for " + id.text());
    }
    slot.model = model;
    slot.users = users;
    slot.lastUse = ++uses;
    slot.phase = Phase.LOADED;
  }

  /** Its room is free: it couldn't be loaded, or is closed. */
  void free(ModelId id) {
    var slot = slots.get(id);
    if (slot == null || slot.phase == Phase.LOADED || !slot.idle()) {
      throw new IllegalStateException(id.text() + " is in use");
    }
    slots.remove(id);
    held -= slot.bytes;
  }
}
