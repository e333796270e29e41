package dev.steward.runtime.classify;

import dev.steward.core.error.LoadException;
import dev.steward.core.model.ModelTask;
import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.TensorMetadata;
import dev.steward.runtime.beside.LabelFiles;
import dev.steward.runtime.beside.Labels;
import dev.steward.runtime.engine.Signature;
import dev.steward.runtime.text.TokenInputs;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * The output of a model that has a number for each class on its last axis.
 *
 * @param labels what the classes are called, as many as there are
 */
record ClassOutput(TensorMetadata tensor, Labels labels) {

  /** As many as labels are read of a file. */
  private static final int MOST_CLASSES = 1_000_000;

  /** How many classes there are. */
  int classes() {
    return labels.names().size();
  }

  /**
   * The output of a model: {@code logits} where it suits, else the first that does.
   *
   * @param folder where the files lie that name classes
   * @param rank 2: classes of texts; 3: classes of tokens
   * @throws LoadException when there is none, or nobody says how many classes it has
   */
  static ClassOutput of(Signature signature, Path folder, ModelTask task, int rank)
      throws LoadException {
    TokenInputs.check(signature, task);
    var tensor =
        signature
            .output("logits")
            .filter(output -> suits(output, rank))
            .or(() ->
                signature.outputs().stream().filter(output -> suits(output, rank)).findFirst())
            .orElseThrow(() ->
                TokenInputs.unsuitable(
                    "no output has a number of FP32 for each class of a "
                        + (rank == 2 ? "text" : "token"),
                    signature,
                    task));
    return new ClassOutput(tensor, labels(LabelFiles.in(folder), tensor, signature, task));
  }

  private static boolean suits(TensorMetadata output, int rank) {
    return output.datatype() == Datatype.FP32 && output.shape().rank() == rank;
  }

  /** As transformers call classes that nobody has named. */
  private static Labels labels(
      Labels named, TensorMetadata output, Signature signature, ModelTask task)
      throws LoadException {
    long classes = output.shape().dimension(output.shape().rank() - 1);
    int names = named.names().size();
    if (classes < 0 && names == 0) {
      throw TokenInputs.unsuitable(
          "neither its output nor id2label of config.json says how many classes there are",
          signature,
          task);
    }
    if (classes < 0 || names == classes) {
      return named;
    }
    if (names > 0) {
      throw TokenInputs.unsuitable(
          "the files beside it name %d classes, its output %s has %d"
              .formatted(names, output.name(), classes),
          signature,
          task);
    }
    if (classes == 0 || classes > MOST_CLASSES) {
      throw TokenInputs.unsuitable(
          "its output %s has %d classes, not 1 to %d"
              .formatted(output.name(), classes, MOST_CLASSES),
          signature,
          task);
    }
    return new Labels(IntStream.range(0, (int) classes).mapToObj(i -> "LABEL_" + i).toList());
  }
}
