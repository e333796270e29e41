package dev.steward.runtime.engine;

import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.protocol.oip.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model held twice: once so that a run has all cores to itself, once so that several runs have a
 * part of them each.
 *
 * <p>Threads are a session's from its beginning. A run that is alone is fastest with all cores;
 * several at the same time are fastest with a part of them each, since cutting each step of a model
 * into pieces has its price. The second session costs the weights' memory once more, and is opened
 * while the first one serves already.
 */
public final class TwinModel implements TensorModel {

  private static final Logger LOG = LoggerFactory.getLogger(TwinModel.class);

  private final OnnxModel narrow;
  private final CompletableFuture<Optional<OnnxModel>> wide;
  private final Solitude solitude = new Solitude();

  private TwinModel(OnnxModel narrow, CompletableFuture<Optional<OnnxModel>> wide) {
    this.narrow = narrow;
    this.wide = wide;
  }

  /**
   * Loads a model file; the session for a run that is alone follows on a thread of its own. Where
   * that one can't be had, the other serves all runs.
   *
   * @param threads of a run among others
   * @param allThreads of a run that is alone
   * @throws LoadException when it isn't a model that can be run here
   */
  public static TwinModel load(Path file, int threads, int allThreads) throws LoadException {
    var narrow = OnnxModel.load(file, threads);
    var wide = new CompletableFuture<Optional<OnnxModel>>();
    Thread.ofPlatform()
        .name("second-session")
        .daemon()
        .start(() -> loadWide(file, allThreads, wide));
    return new TwinModel(narrow, wide);
  }

  private static void loadWide(
      Path file, int threads, CompletableFuture<Optional<OnnxModel>> wide) {
    try {
      wide.complete(Optional.of(OnnxModel.load(file, threads, OnnxModel.Waiting.SPINNING)));
    } catch (LoadException | RuntimeException | Error e) {
      LOG.warn("runs that are alone get a part of the cores only: {}", e.getMessage());
      wide.complete(Optional.empty());
    }
  }

  @Override
  public ModelFormat format() {
    return ModelFormat.ONNX;
  }

  @Override
  public Signature signature() {
    return narrow.signature();
  }

  @Override
  public Outcome<List<Tensor>> run(
      List<Tensor> inputs, List<String> wanted, Cancellation cancellation) {
    boolean alone = solitude.begins();
    try {
      var all = wide.getNow(Optional.empty());
      var model = alone && all.isPresent() ? all.get() : narrow;
      return model.run(inputs, wanted, cancellation);
    } finally {
      solitude.ends();
    }
  }

  /** Waits for the second session, which can't be broken off while it is being opened. */
  @Override
  public void close() {
    wide.join().ifPresent(OnnxModel::close);
    narrow.close();
  }
}
