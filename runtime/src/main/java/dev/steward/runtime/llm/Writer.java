package dev.steward.runtime.llm;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.engine.DecoderModel;
import dev.steward.runtime.llm.Schedule.Step;
import dev.steward.runtime.pool.Tenant;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes all texts that were asked for, on one thread: does what {@link Schedule} says, step by
 * step.
 *
 * <p>Those that write have the first slots without gaps; when one leaves, the last one takes its
 * slot. The one that reads has the slot after them.
 */
final class Writer implements AutoCloseable {

  private static final int IDLE_CHECK_SECONDS = 1;

  private final DecoderModel model;
  private final TokenVectors vectors;
  private final BlockingQueue<Sequence> arriving;

  /** Those that have arrived and wait for a slot. */
  private final List<Sequence> waiting = new ArrayList<>();

  /** How many these are, for those who submit. */
  private volatile int waitingCount;

  private final int queue;
  private final Schedule.Bounds bounds;
  private final Thread thread;
  private final List<Sequence> writing = new ArrayList<>();
  private final KeptTexts kept;
  private Optional<Sequence> reading = Optional.empty();
  private int readSinceStep;
  private volatile WriterUse use = WriterUse.NONE;
  private volatile boolean closed;

  /**
   * One that begins at once.
   *
   * @param queue texts that may wait
   */
  Writer(DecoderModel model, TokenVectors vectors, int queue) {
    this.model = model;
    this.vectors = vectors;
    this.queue = queue;
    var shape = model.shape();
    int budget = model.readsFaster() ? shape.chunk() * 3 / 2 : shape.chunk();
    this.bounds = new Schedule.Bounds(shape.slots(), shape.chunk(), budget);
    this.kept = new KeptTexts(model.shape().slots(), model.shape().chunk());
    this.arriving = new ArrayBlockingQueue<>(queue);
    this.thread = Thread.ofPlatform().name("writer").daemon().unstarted(this::run);
    thread.start();
  }

  /** Has sequences written, all of them; or the refusal of so many. */
  synchronized Optional<Refusal> submit(List<Sequence> sequences) {
    if (closed) {
      return Optional.of(Refusal.of(ErrorCode.STOPPING, "this server is stopping"));
    }
    // Nobody else adds any, so that there is room still when they are added.
    if (queue - arriving.size() - waitingCount < sequences.size()) {
      return Optional.of(
          Refusal.of(
              ErrorCode.QUEUE_FULL,
              "at most %d texts may wait to be written, and there isn't room for %d; try again in a"
                      .formatted(queue, sequences.size())
                  + " moment"));
    }
    arriving.addAll(sequences);
    return Optional.empty();
  }

  private synchronized void gather() {
    arriving.drainTo(waiting);
    waiting.removeIf(Sequence::over);
    waitingCount = waiting.size();
  }

  private void run() {
    try {
      while (!closed) {
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      var stopping = Refusal.of(ErrorCode.STOPPING, "this server is stopping");
      failAll(stopping);
      gather();
      waiting.forEach(sequence -> sequence.fail(stopping));
    }
  }

  /** How busy it is. */
  WriterUse use() {
    var running = use;
    return new WriterUse(
        running.running(), waitingCount + arriving.size(), running.tokens(), running.room());
  }

  private void measure() {
    long tokens = reading.map(Sequence::kept).orElse(0);
    for (var text : writing) {
      tokens += text.kept();
    }
    use =
        new WriterUse(
            writing.size() + (reading.isPresent() ? 1 : 0),
            0,
            tokens,
            (long) model.shape().slots() * model.shape().length());
  }

  private void step() throws InterruptedException {
    leave();
    gather();
    measure();
    makeRoom();
    var state =
        new Schedule.State(
            writing.size(),
            reading.map(Sequence::together).orElse(0),
            waiting.size(),
            readSinceStep);
    switch (Schedule.next(state, bounds)) {
      case Step.Begin() ->
          begin(waiting.remove(SlotShares.next(tenants(waiting), tenants(writing))));
      case Step.Read(int tokens) -> read(reading.orElseThrow(), tokens);
      case Step.Write() -> write();
      case Step.Rest() -> {
        var next = arriving.poll(IDLE_CHECK_SECONDS, TimeUnit.SECONDS);
        if (next != null) {
          waiting.add(next);
        }
      }
    }
  }

  private static List<Tenant> tenants(List<Sequence> sequences) {
    return sequences.stream().map(Sequence::tenant).toList();
  }

  /** Where a tenant waits that has far fewer slots than another, a text of that one pauses. */
  private void makeRoom() {
    if (waiting.isEmpty() || writing.size() < model.shape().slots()) {
      return;
    }
    var paused =
        SlotShares.paused(tenants(waiting), writing.stream().map(Sequence::holder).toList());
    if (paused.isPresent()) {
      var text = writing.get(paused.getAsInt());
      fill(paused.getAsInt());
      text.pause();
      waiting.addFirst(text);
    }
  }

  /** Takes the slot after those that write, with as much of the prompt as some slot has. */
  private void begin(Sequence reader) {
    reading = Optional.of(reader);
    reader.begins();
    int slot = writing.size();
    var found =
        reader.takesOver()
            ? kept.of(reader.prompt(), reader.tenant(), written())
            : Optional.<KeptTexts.Beginning>empty();
    var source = found.isPresent() ? OptionalInt.of(found.get().slot()) : OptionalInt.empty();
    var before = kept.give(slot);
    if (before.isPresent() && !source.equals(OptionalInt.of(slot))) {
      move(slot, before.get(), slot + 1, source);
    }
    if (found.isPresent()) {
      takeOver(reader, slot, found.get());
    }
  }

  private void takeOver(Sequence reader, int slot, KeptTexts.Beginning found) {
    if (found.slot() != slot) {
      model.copy(found.slot(), slot, found.tokens());
      kept.give(found.slot()).ifPresent(text -> kept.keep(found.slot(), text));
    }
    reader.takeOver(found.tokens());
    found
        .after()
        .ifPresent(logits -> {
          reader.writeOn(0, logits.clone());
          writing.add(reader);
          reading = Optional.empty();
        });
  }

  /** Texts that are being written, by slot. */
  private Map<Integer, KeptText> written() {
    var texts = new HashMap<Integer, KeptText>();
    for (int slot = 0; slot < writing.size(); slot++) {
      int at = slot;
      writing.get(slot).text().ifPresent(text -> texts.put(at, text));
    }
    return texts;
  }

  /** Moves a text that a slot has out of the way, if there is a place for it. */
  private void move(int slot, KeptText text, int firstFree, OptionalInt needed) {
    var place = kept.placeFor(text, firstFree, needed);
    if (place.isPresent()) {
      model.copy(slot, place.getAsInt(), text.tokens().length);
      kept.keep(place.getAsInt(), text);
    }
  }

  /** Who has ended, or whose reader has left, leaves its slot. */
  private void leave() {
    for (int slot = 0; slot < writing.size(); slot++) {
      while (slot < writing.size() && writing.get(slot).over()) {
        fill(slot);
      }
    }
    if (reading.isPresent() && reading.get().over()) {
      reading.get().text().ifPresent(text -> kept.keep(writing.size(), text));
      reading = Optional.empty();
    }
  }

  private void fill(int slot) {
    int end = writing.size() - 1;
    var left = writing.get(slot).text();
    var moved = writing.remove(end);
    boolean stays = slot == end && reading.isEmpty();
    if (left.isPresent() && stays) {
      kept.keep(slot, left.get());
    } else if (left.isPresent()) {
      move(slot, left.get(), end + (reading.isPresent() ? 2 : 1), OptionalInt.empty());
    }
    if (slot < end) {
      model.copy(end, slot, moved.kept());
      writing.set(slot, moved);
    }
    reading.ifPresent(reader -> model.copy(end + 1, end, reader.kept()));
  }

  private void read(Sequence reader, int tokens) {
    readSinceStep = (writing.isEmpty() ? 0 : readSinceStep) + Schedule.cost(tokens);
    var hidden = model.hidden();
    for (int i = 0; i < tokens; i++) {
      vectors.put(reader.token(i), hidden);
    }
    switch (model.read(writing.size(), reader.kept(), tokens)) {
      case Outcome.Refused<FloatBuffer>(var refusal) -> {
        reader.fail(refusal);
        reading = Optional.empty();
      }
      case Outcome.Done<FloatBuffer>(var logits) -> {
        if (reader.unread() > tokens) {
          reader.readOn(tokens, () -> row(logits, 0));
        } else {
          reader.writeOn(tokens, row(logits, 0));
          writing.add(reader);
          reading = Optional.empty();
        }
      }
    }
  }

  private void write() {
    readSinceStep = 0;
    var hidden = model.hidden();
    var before = new int[writing.size()];
    for (int slot = 0; slot < before.length; slot++) {
      vectors.put(writing.get(slot).token(0), hidden);
      before[slot] = writing.get(slot).kept();
    }
    switch (model.write(before)) {
      case Outcome.Refused<FloatBuffer>(var refusal) -> failAll(refusal);
      case Outcome.Done<FloatBuffer>(var logits) -> {
        for (int slot = 0; slot < before.length; slot++) {
          writing.get(slot).writeOn(1, row(logits, slot));
        }
      }
    }
  }

  private void failAll(Refusal refusal) {
    writing.forEach(sequence -> sequence.fail(refusal));
    reading.ifPresent(sequence -> sequence.fail(refusal));
  }

  private float[] row(FloatBuffer logits, int slot) {
    var row = new float[model.shape().vocabulary()];
    logits.get(slot * row.length, row);
    return row;
  }

  /** Ends after the step that is being computed. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
