package dev.steward.runtime.load;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.LoadFailure;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.core.model.ModelTask;
import dev.steward.core.runtime.RuntimeConfig;
import dev.steward.core.runtime.StageConfig;
import dev.steward.runtime.batch.Together;
import dev.steward.runtime.beside.LabelFiles;
import dev.steward.runtime.beside.Labels;
import dev.steward.runtime.classify.TextClassifier;
import dev.steward.runtime.classify.TokenClassifier;
import dev.steward.runtime.embed.Embedder;
import dev.steward.runtime.embed.TextFiles;
import dev.steward.runtime.engine.DeviceWish;
import dev.steward.runtime.engine.DeviceWork;
import dev.steward.runtime.engine.OnnxDevice;
import dev.steward.runtime.engine.OnnxModel.Scratch;
import dev.steward.runtime.engine.TensorModel;
import dev.steward.runtime.inspect.InspectedModel;
import dev.steward.runtime.inspect.Inspector;
import dev.steward.runtime.llm.LanguageModel;
import dev.steward.runtime.ocr.TextReader;
import dev.steward.runtime.pipeline.LaterStage;
import dev.steward.runtime.pipeline.Pipelines;
import dev.steward.runtime.pool.PoolSettings;
import dev.steward.store.Arriving;
import dev.steward.store.DownloadLimits;
import dev.steward.store.Downloads;
import dev.steward.store.ModelStore;
import dev.steward.store.Places;
import dev.steward.tracing.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.LoggerFactory;

/** Loads models. */
public final class ModelLoader {

  /** Two a stage: one that it computes, and one on the way. */
  private static final int MICRO_BATCHES_PER_STAGE = 2;

  /** Of the heap, one part of so many is for decoded images; bodies have an eighth. */
  private static final int IMAGES_SHARE = 3;

  /** Of memory besides the heap, which may be as large, one part of so many. */
  private static final int KEYS_AND_VALUES_SHARE = 4;

  private static final long MOST_KEYS_AND_VALUES = 1L << 30;

  private final ModelStore store;
  private final Path parts;
  private final PoolSettings pool;
  private final Graphs graphs;
  private final Tracing tracing;

  private ModelLoader(
      ModelStore store, Path parts, PoolSettings pool, Graphs graphs, Tracing tracing) {
    this.store = store;
    this.parts = parts;
    this.pool = pool;
    this.graphs = graphs;
    this.tracing = tracing;
  }

  /** Loads from places of this machine and from elsewhere, with the system's own trust. */
  public static ModelLoader of(Places places, PoolSettings pool) {
    return of(places, pool, ModelLoader.arriving());
  }

  /**
   * The same with what knows how far a model is that has to be brought.
   *
   * @param arriving of {@link #arriving}
   */
  public static ModelLoader of(Places places, PoolSettings pool, Arriving arriving) {
    return of(places, pool, arriving, DeviceWork.ONE_MODEL, Scratch.KEPT);
  }

  /** Knows how far a model is, and has the log say it now and then. */
  public static Arriving arriving() {
    return new Arriving(LoggerFactory.getLogger(ModelLoader.class)::info);
  }

  /**
   * The same for models of which there may be hundreds: each run has one thread, which is the
   * pool's, and what it needs of memory for a moment isn't kept.
   */
  public static ModelLoader ofMany(Places places, Arriving arriving) {
    return of(
        places, new PoolSettings(1, 1, 0), arriving, DeviceWork.MANY_MODELS, Scratch.GIVEN_BACK);
  }

  private static ModelLoader of(
      Places places, PoolSettings pool, Arriving arriving, DeviceWork work, Scratch scratch) {
    var downloads =
        new Downloads(
            DownloadLimits.DEFAULT, ModelLoader::systemTrust, InstantSource.system(), arriving);
    return new ModelLoader(
        new ModelStore(places, downloads),
        places.cache().resolve("stages"),
        pool,
        new Graphs(OnnxDevice.of(DeviceWish.AUTO, work), pool, scratch),
        Tracing.off());
  }

  /** The same on a device of the caller's. */
  public ModelLoader on(OnnxDevice device) {
    return new ModelLoader(store, parts, pool, new Graphs(device, pool, graphs.scratch()), tracing);
  }

  /** The same of which stages tell whom they compute for. */
  public ModelLoader telling(Tracing other) {
    return new ModelLoader(store, parts, pool, graphs, other);
  }

  /** The device for what a configuration says. */
  public static OnnxDevice device(DeviceWish wish, RuntimeConfig config) {
    if (config.repository().isPresent()) {
      return OnnxDevice.of(wish, DeviceWork.MANY_MODELS);
    }
    return OnnxDevice.of(
        wish, config.task() == ModelTask.GENERATION ? DeviceWork.WRITING : DeviceWork.ONE_MODEL);
  }

  private static SSLContext systemTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java can't do TLS", e);
    }
  }

  /**
   * Loads a model and has it compute once; of a sharded one stage 0, for which it waits until all
   * other stages are there.
   *
   * @throws LoadException when it can't be served
   */
  public LoadedModel load(RuntimeConfig config) throws LoadException, InterruptedException {
    return inMemory(
        config,
        () -> {
          if (config.stage().isPresent()) {
            return pipeline(config, config.stage().get(), files(config));
          }
          var loaded = whole(config);
          try {
            warm(warmUp(loaded));
            return loaded;
          } catch (LoadException | RuntimeException e) {
            loaded.close();
            throw e;
          }
        });
  }

  /**
   * Loads the part of a stage after the first one, opens its door and begins to call the next one.
   *
   * @param host to listen on
   * @throws LoadException when it can't be served
   */
  public LaterStage loadLater(RuntimeConfig config, StageConfig stage, String host)
      throws LoadException, InterruptedException {
    return inMemory(
        config,
        () -> {
          var loaded = stages().load(files(config).graph(), stage);
          try {
            return Pipelines.later(host, stage, loaded.membership(), loaded.part(), pool, tracing);
          } catch (IOException e) {
            throw new LoadException(
                ErrorCode.INVALID_CONFIG,
                "stage.members",
                "port %d can't be opened: %s".formatted(stage.own().port(), e.getMessage()),
                "give each stage a port of its own that is free");
          }
        });
  }

  /**
   * Finds a model and its facts; nothing is loaded.
   *
   * @throws LoadException when it isn't there or can't be read
   */
  public InspectedModel inspect(RuntimeConfig config) throws LoadException, InterruptedException {
    return inMemory(config, () -> Inspector.inspect(files(config).graph()));
  }

  /**
   * Finds the file or folder of an address, with the bytes and the signature that it must have;
   * nothing is loaded.
   *
   * @throws LoadException when it isn't there, can't be brought, or is another
   */
  public Path folder(RuntimeConfig config) throws LoadException, InterruptedException {
    return store.open(config.uri(), config.digest(), config.signature());
  }

  /** What loads a model. */
  private interface Loading<T> {
    T load() throws LoadException, InterruptedException;
  }

  private static <T> T inMemory(RuntimeConfig config, Loading<T> loading)
      throws LoadException, InterruptedException {
    try {
      return loading.load();
    } catch (OutOfMemoryError e) {
      throw new LoadException(
          ErrorCode.OUT_OF_MEMORY,
          "spec.runtime.resources",
          "there isn't memory enough to load " + config.uri().text(),
          "give the pod more memory");
    }
  }

  /** The files of a model whose graph is taken apart. */
  private ModelFiles files(RuntimeConfig config) throws LoadException, InterruptedException {
    return ModelFiles.onnx(folder(config));
  }

  private LoadedModel pipeline(RuntimeConfig config, StageConfig stage, ModelFiles files)
      throws LoadException, InterruptedException {
    var own = stages().load(files.graph(), stage);
    var model =
        Pipelines.first(
            stage, own.membership(), own.part(), own.whole().signature(), pool, tracing);
    try {
      var loaded = withTask(config.task(), model, files.folder());
      warm(model.awaitWarm(() -> warmUp(loaded)));
      if (own.whole().rows() == InspectedModel.Rows.FIRST_AXIS) {
        model.cutInto(MICRO_BATCHES_PER_STAGE * stage.stages());
      }
      return loaded;
    } catch (LoadException | InterruptedException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private StageLoader stages() {
    return new StageLoader(parts, graphs.device(), pool.threadsPerRun());
  }

  private LoadedModel whole(RuntimeConfig config) throws LoadException, InterruptedException {
    var path = folder(config);
    if (config.task() == ModelTask.IMAGE_TEXT) {
      return new LoadedModel.ImageText(
          TextReader.load(
              path,
              graphs.device(),
              pool.threadsPerRun(),
              Runtime.getRuntime().maxMemory() / IMAGES_SHARE,
              linesTogether(config)));
    }
    if (config.task() == ModelTask.GENERATION) {
      graphs.device().choose();
      return new LoadedModel.Generation(
          LanguageModel.load(
              ModelFiles.writing(path),
              parts.resolveSibling("llm"),
              pool.threads() * pool.threadsPerRun(),
              Math.min(
                  MOST_KEYS_AND_VALUES, Runtime.getRuntime().maxMemory() / KEYS_AND_VALUES_SHARE)));
    }
    var files = ModelFiles.in(path);
    var together = Together.asAsked(config.maxBatch());
    return switch (config.task()) {
      case EMBEDDING -> embedding(files, together);
      case CLASSIFICATION, TOKEN_CLASSIFICATION ->
          classifying(config.task(), graphs.open(files), files.folder(), together);
      case TENSOR, IMAGE_TEXT, GENERATION ->
          LoadedModel.Tensors.of(graphs.open(files), together, LabelFiles.orNone(files.folder()));
    };
  }

  /** On processors lines are read faster one by one (ADR 30). */
  private static Together linesTogether(RuntimeConfig config) {
    return config.maxBatch().isPresent() ? Together.asAsked(config.maxBatch()) : Together.never();
  }

  /** The tokenizer is read while the engine loads the graph, which takes three times as long. */
  private LoadedModel embedding(ModelFiles files, Together together)
      throws LoadException, InterruptedException {
    try (var texts = TextFiles.reading(files.folder())) {
      var model = graphs.open(files);
      try {
        return new LoadedModel.Embedding(
            LoadedModel.Tensors.of(model, together, Labels.NONE),
            Embedder.of(model, texts, together));
      } catch (LoadException | InterruptedException | RuntimeException e) {
        model.close();
        throw e;
      }
    }
  }

  /** A model that tells classes, of texts or of their tokens. */
  private static LoadedModel classifying(
      ModelTask task, TensorModel model, Path folder, Together together) throws LoadException {
    try {
      return task == ModelTask.CLASSIFICATION
          ? new LoadedModel.Classification(model, TextClassifier.of(model, folder, together))
          : new LoadedModel.TokenClassification(model, TokenClassifier.of(model, folder, together));
    } catch (LoadException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static LoadedModel withTask(ModelTask task, TensorModel model, Path folder)
      throws LoadException, InterruptedException {
    var tensors = LoadedModel.Tensors.of(model, Together.never(), LabelFiles.orNone(folder));
    return switch (task) {
      case TENSOR -> tensors;
      case EMBEDDING -> {
        try (var texts = TextFiles.reading(folder)) {
          yield new LoadedModel.Embedding(tensors, Embedder.of(model, texts, Together.never()));
        }
      }
      case CLASSIFICATION, TOKEN_CLASSIFICATION ->
          classifying(task, model, folder, Together.never());
      case IMAGE_TEXT ->
          throw new LoadException(
              ErrorCode.MODEL_UNSUITABLE,
              "spec.model.task",
              "ImageText has three models, none of which is cut into stages",
              "use strategy: None");
      case GENERATION ->
          throw new LoadException(
              ErrorCode.MODEL_UNSUITABLE,
              "spec.model.task",
              "a model of task Generation isn't cut into stages",
              "use strategy: None");
    };
  }

  private static Optional<Refusal> warmUp(LoadedModel loaded) {
    return switch (loaded) {
      case LoadedModel.Tensors tensors -> WarmUp.run(tensors.model());
      case LoadedModel.Embedding(var tensors, var embedder) -> refusal(embedder.embed("Warm-up."));
      case LoadedModel.Classification(var tensors, var classifier) ->
          refusal(classifier.classify("Warm-up."));
      case LoadedModel.TokenClassification(var tensors, var classifier) ->
          refusal(classifier.read("Warm-up."));
      case LoadedModel.ImageText(var reader) -> refusal(reader.warmUp());
      case LoadedModel.Generation(var model) -> refusal(GenerationTensors.warmUp(model));
    };
  }

  private static void warm(Optional<Refusal> refused) throws LoadException {
    if (refused.isPresent()) {
      throw failed(refused.get());
    }
  }

  private static <T> Optional<Refusal> refusal(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> Optional.empty();
      case Outcome.Refused<T>(var refusal) -> Optional.of(refusal);
    };
  }

  private static LoadException failed(Refusal refusal) {
    var code =
        refusal.code() == ErrorCode.OUT_OF_MEMORY
            ? ErrorCode.OUT_OF_MEMORY
            : ErrorCode.MODEL_UNSUITABLE;
    return new LoadException(
        new LoadFailure(
            code,
            new Violation(
                "spec.model.uri",
                "the model loads, but fails on its first input: " + refusal.message(),
                code == ErrorCode.OUT_OF_MEMORY
                    ? "give the pod more memory"
                    : "check the model outside Steward, with the engine of its format")));
  }
}
