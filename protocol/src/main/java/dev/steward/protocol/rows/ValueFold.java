package dev.steward.protocol.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.steward.core.shard.Aggregate;
import dev.steward.core.shard.FloatFold;
import dev.steward.core.shard.VoteFold;
import dev.steward.core.shard.WholeFold;
import dev.steward.protocol.json.JsonReader;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.oip.Datatype;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Folds the values of one output as they are read. */
sealed interface ValueFold {

  /** The fold of a datatype; empty where it has none. */
  static Optional<ValueFold> of(Datatype datatype, Aggregate aggregate, int width) {
    return switch (datatype) {
      case FP32, FP64 -> floats(datatype, aggregate, width);
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
          wholes(datatype, aggregate, width);
      case BOOL, BYTES ->
          switch (aggregate) {
            case VOTE -> Optional.of(new Votes(width));
            case CONCAT, SUM, MEAN, MAX -> Optional.empty();
          };
      case FP16, BF16 -> Optional.empty();
    };
  }

  private static Optional<ValueFold> floats(Datatype datatype, Aggregate aggregate, int width) {
    return switch (aggregate) {
      case SUM -> Optional.of(new Floats(datatype, FloatFold.Rule.SUM, width));
      case MEAN -> Optional.of(new Floats(datatype, FloatFold.Rule.MEAN, width));
      case MAX -> Optional.of(new Floats(datatype, FloatFold.Rule.MAX, width));
      case CONCAT, VOTE -> Optional.empty();
    };
  }

  private static Optional<ValueFold> wholes(Datatype datatype, Aggregate aggregate, int width) {
    return switch (aggregate) {
      case SUM -> Optional.of(new Wholes(datatype, WholeFold.Rule.SUM, width));
      case MAX -> Optional.of(new Wholes(datatype, WholeFold.Rule.MAX, width));
      case VOTE -> Optional.of(new Votes(width));
      case CONCAT, MEAN -> Optional.empty();
    };
  }

  /** Adds the value that the reader stands on. */
  void add(JsonReader json) throws IOException;

  /** Whether the last row is complete. */
  boolean atRowEnd();

  /** The one row, as values in JSON with commas between them. */
  String row() throws IOException;

  /** Numbers of FP32 and FP64. */
  final class Floats implements ValueFold {
    private final Datatype datatype;
    private final FloatFold fold;
    private final double[] row;
    private int next;

    Floats(Datatype datatype, FloatFold.Rule rule, int width) {
      this.datatype = datatype;
      this.fold = new FloatFold(rule, width);
      this.row = new double[width];
    }

    /** What isn't finite stands as a text, as Protocol Buffers' JSON has it. */
    @Override
    public void add(JsonReader json) throws IOException {
      if (json.token() != JsonToken.VALUE_STRING && !json.token().isNumeric()) {
        throw json.refused("found " + json.found(), "send numbers");
      }
      row[next++] = json.token().isNumeric() ? json.parser().getDoubleValue() : notFinite(json);
      if (next == row.length) {
        fold.add(row);
        next = 0;
      }
    }

    private static double notFinite(JsonReader json) throws IOException {
      return switch (json.string(16)) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> throw json.refused("found " + json.found(), "send numbers");
      };
    }

    @Override
    public boolean atRowEnd() {
      return next == 0;
    }

    @Override
    public String row() {
      return Arrays.stream(fold.row()).mapToObj(this::text).collect(Collectors.joining(","));
    }

    private String text(double value) {
      var single = (float) value;
      var finite = datatype == Datatype.FP32 ? Float.isFinite(single) : Double.isFinite(value);
      var text = datatype == Datatype.FP32 ? Float.toString(single) : Double.toString(value);
      return finite ? text : '"' + text + '"';
    }
  }

  /** Whole numbers. */
  final class Wholes implements ValueFold {
    private final Datatype datatype;
    private final WholeFold fold;
    private final int width;
    private final List<BigInteger> row = new ArrayList<>();

    Wholes(Datatype datatype, WholeFold.Rule rule, int width) {
      this.datatype = datatype;
      this.fold = new WholeFold(rule, width);
      this.width = width;
    }

    @Override
    public void add(JsonReader json) throws IOException {
      if (json.token() != JsonToken.VALUE_NUMBER_INT) {
        throw json.refused("found " + json.found(), "send whole numbers");
      }
      row.add(json.parser().getBigIntegerValue());
      if (row.size() == width) {
        fold.add(row);
        row.clear();
      }
    }

    @Override
    public boolean atRowEnd() {
      return row.isEmpty();
    }

    @Override
    public String row() throws IOException {
      var folded = fold.row();
      for (var value : folded) {
        if (!fits(value)) {
          throw FoldedOutputs.refused(
              "outputs",
              value + " is no " + datatype,
              "ask for fewer rows, or serve a model with a larger datatype");
        }
      }
      return folded.stream().map(BigInteger::toString).collect(Collectors.joining(","));
    }

    private boolean fits(BigInteger value) {
      var bits = datatype.size() * Byte.SIZE;
      return datatype.name().startsWith("U")
          ? value.signum() >= 0 && value.bitLength() <= bits
          : value.bitLength() < bits;
    }
  }

  /** Whole numbers, booleans and texts, compared as they stand in JSON. */
  final class Votes implements ValueFold {
    private final VoteFold<String> fold;
    private final int width;
    private final List<String> row = new ArrayList<>();

    Votes(int width) {
      this.fold = new VoteFold<>(width);
      this.width = width;
    }

    @Override
    public void add(JsonReader json) throws IOException {
      var text = json.parser().getText();
      row.add(
          json.token() == JsonToken.VALUE_STRING
              ? JsonText.text(out -> out.writeString(text))
              : text);
      if (row.size() == width) {
        fold.add(row);
        row.clear();
      }
    }

    @Override
    public boolean atRowEnd() {
      return row.isEmpty();
    }

    @Override
    public String row() {
      return String.join(",", fold.row());
    }
  }
}
