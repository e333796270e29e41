package dev.steward.runtime.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A decoder with the keys and values of the sequences that it is reading or writing. Not for
 * several threads.
 *
 * <p>Keys and values lie in slots, one for each sequence, and stay where they are: a step is given
 * the memory of neighbouring slots both as past and as present, and adds to it.
 */
public final class DecoderModel implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DecoderModel.class);

  private final OrtEnvironment environment;
  private final OrtSession session;

  /** Reads prompts, where there is one. */
  private final Optional<OrtSession> reading;

  private final Shape shape;
  private final List<ByteBuffer> kept = new ArrayList<>();
  private final Map<Slots, Map<String, OnnxTensor>> views = new HashMap<>();
  private final ByteBuffer hidden;
  private final FloatBuffer logits;

  private DecoderModel(
      OrtEnvironment environment, OrtSession session, Optional<OrtSession> reading, Shape shape) {
    this.environment = environment;
    this.session = session;
    this.reading = reading;
    this.shape = shape;
    for (int i = 0; i < 2 * shape.layers; i++) {
      kept.add(direct(shape.slots * shape.slotBytes()));
    }
    hidden = direct((long) Math.max(shape.slots, shape.chunk) * shape.width * Float.BYTES);
    logits = direct((long) shape.slots * shape.vocabulary * Float.BYTES).asFloatBuffer();
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  /**
   * What it is given and what it keeps.
   *
   * @param width of a token's vector
   * @param heads of keys and values
   * @param headWidth of one of them
   * @param slots sequences at once
   * @param length tokens that a slot has room for
   * @param chunk tokens of one sequence that a step reads at most
   */
  public record Shape(
      int layers,
      int width,
      int heads,
      int headWidth,
      int vocabulary,
      int slots,
      int length,
      int chunk) {

    /** Bytes of a slot in one layer, of its keys alone. */
    long slotBytes() {
      return (long) heads * length * headWidth * Float.BYTES;
    }
  }

  /** Neighbouring slots. */
  private record Slots(int first, int count) {}

  /**
   * Loads graphs.
   *
   * @param threads that a step may use
   * @throws LoadException when they can't be run here
   */
  public static DecoderModel load(DecoderGraphs graphs, int threads, Shape shape)
      throws LoadException {
    var environment = environment(graphs.writing());
    var session = session(environment, graphs.writing(), threads);
    try {
      var reading =
          graphs.reading().isPresent()
              ? Optional.of(session(environment, graphs.reading().get(), threads))
              : Optional.<OrtSession>empty();
      return new DecoderModel(environment, session, reading, shape);
    } catch (LoadException e) {
      close(session);
      throw e;
    }
  }

  private static OrtEnvironment environment(Path graph) throws LoadException {
    try {
      return Engine.environment();
    } catch (OrtException e) {
      throw LoadFaults.of(graph, e);
    }
  }

  private static OrtSession session(OrtEnvironment environment, Path graph, int threads)
      throws LoadException {
    try (var options = options(threads)) {
      return environment.createSession(graph.toString(), options);
    } catch (OrtException e) {
      throw LoadFaults.of(graph, e);
    }
  }

  private static OrtSession.SessionOptions options(int threads) throws OrtException {
    var options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    // A step is hundreds of operations of some microseconds: to wake a thread for each would take
    // longer than they do. Between steps nothing spins.
    options.addConfigEntry("session.intra_op.allow_spinning", "1");
    options.addConfigEntry("session.force_spinning_stop", "1");
    // A thread that looks again and again slows the one that works beside it: it pauses up to so
    // many times as long between two looks.
    options.addConfigEntry("session.intra_op.spin_backoff_max", "8");
    return options;
  }

  /** What it keeps. */
  public Shape shape() {
    return shape;
  }

  /**
   * Where the vectors of the next step's tokens are put, one after the other: those of one
   * sequence, or one of each sequence.
   */
  public FloatBuffer hidden() {
    return hidden.clear().asFloatBuffer();
  }

  /**
   * Reads {@code count} tokens of the sequence in a slot.
   *
   * @param before tokens that it has already
   * @return the logits after the last one, until the next step
   */
  public Outcome<FloatBuffer> read(int slot, int before, int count) {
    // One token alone is a step like any other.
    var by = count == 1 ? session : reading.orElse(session);
    return step(by, new Slots(slot, 1), count, new int[] {before + count});
  }

  /**
   * Reads one token of each of the sequences in the first slots.
   *
   * @param before tokens that each has already
   * @return the logits of each, one after the other, until the next step
   */
  public Outcome<FloatBuffer> write(int[] before) {
    var after = before.clone();
    for (int i = 0; i < after.length; i++) {
      after[i]++;
    }
    return step(session, new Slots(0, before.length), 1, after);
  }

  private Outcome<FloatBuffer> step(OrtSession by, Slots slots, int tokens, int[] lengths) {
    var last = new int[lengths.length];
    int total = 0;
    for (int i = 0; i < lengths.length; i++) {
      last[i] = lengths[i] - 1;
      total = Math.max(total, lengths[i]);
    }
    long[] shapeOfHidden = {slots.count, tokens, shape.width};
    int floats = slots.count * tokens * shape.width;
    try (var in = OnnxTensor.createTensor(environment, hidden().limit(floats), shapeOfHidden);
        var lasts =
            OnnxTensor.createTensor(environment, IntBuffer.wrap(last), new long[] {slots.count});
        var totals =
            OnnxTensor.createTensor(
                environment, IntBuffer.wrap(new int[] {total}), new long[] {1})) {
      var view = view(slots);
      var inputs = new HashMap<String, OnnxTensor>();
      var outputs = new HashMap<String, OnnxTensor>();
      view.forEach((name, tensor) -> {
        if (name.equals("logits")) {
          outputs.put(name, tensor);
        } else {
          inputs.put("past_" + name, tensor);
          outputs.put("present_" + name, tensor);
        }
      });
      inputs.put("hidden", in);
      inputs.put("last", lasts);
      inputs.put("total", totals);
      try (var _ = by.run(inputs, Set.of(), outputs)) {
        return Outcome.done(logits.duplicate().clear().limit(slots.count * shape.vocabulary));
      }
    } catch (OrtException e) {
      return Outcome.refused(refusal(e));
    }
  }

  /** The memory of slots as tensors, and that of their logits. */
  private Map<String, OnnxTensor> view(Slots slots) throws OrtException {
    var known = views.get(slots);
    if (known != null) {
      return known;
    }
    var view = new HashMap<String, OnnxTensor>();
    int bytes = Math.toIntExact(shape.slotBytes());
    long[] shapeOfKept = {slots.count, shape.heads, shape.length, shape.headWidth};
    for (int i = 0; i < kept.size(); i++) {
      var memory =
          kept.get(i)
              .slice(slots.first * bytes, slots.count * bytes)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      view.put(
          (i % 2 == 0 ? "k_" : "v_") + i / 2,
          OnnxTensor.createTensor(environment, memory, shapeOfKept));
    }
    view.put(
        "logits",
        OnnxTensor.createTensor(
            environment,
            logits.duplicate().clear().limit(slots.count * shape.vocabulary),
            new long[] {slots.count, shape.vocabulary}));
    views.put(slots, view);
    return view;
  }

  /** Copies the keys and values of the first {@code length} tokens to another slot. */
  public void copy(int from, int to, int length) {
    int bytes = Math.toIntExact(shape.slotBytes());
    int head = shape.length * shape.headWidth * Float.BYTES;
    for (var memory : kept) {
      for (int i = 0; i < shape.heads; i++) {
        memory.put(
            to * bytes + i * head,
            memory,
            from * bytes + i * head,
            length * shape.headWidth * Float.BYTES);
      }
    }
  }

  private static Refusal refusal(OrtException e) {
    if (LoadFaults.outOfMemory(e)) {
      return Refusal.of(
          ErrorCode.OUT_OF_MEMORY, "the model needs more memory for this step than there is");
    }
    LOG.error("the model failed: {}", e.getMessage());
    return Refusal.of(ErrorCode.INTERNAL, "the model failed: " + LoadFaults.told(e));
  }

  @Override
  public void close() {
    views.values().forEach(view -> view.values().forEach(OnnxTensor::close));
    reading.ifPresent(DecoderModel::close);
    close(session);
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      LOG.warn("the model couldn't be released: {}", e.getMessage());
    }
  }

  /** Whether prompts are read in less time than as many steps of one token take. */
  public boolean readsFaster() {
    return reading.isPresent();
  }
}
