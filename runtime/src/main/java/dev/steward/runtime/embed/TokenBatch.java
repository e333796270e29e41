package dev.steward.runtime.embed;

import dev.steward.protocol.oip.Datatype;
import dev.steward.protocol.oip.Shape;
import dev.steward.protocol.oip.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The tokens of a few texts, each row padded to the longest.
 *
 * @param rows the tokens of each text, at least one each
 */
record TokenBatch(List<long[]> rows) {

  /** Tokens of the longest row. */
  int longest() {
    return rows.stream().mapToInt(row -> row.length).max().orElseThrow();
  }

  /** Tokens of all rows, padding not counted. */
  int tokens() {
    return rows.stream().mapToInt(row -> row.length).sum();
  }

  /** The tensor of one of the model's inputs. */
  Tensor input(String name) {
    return switch (name) {
      case EmbeddingModelCheck.IDS -> tensor(name, Cell.TOKEN);
      case EmbeddingModelCheck.MASK -> tensor(name, Cell.ONE);
      case EmbeddingModelCheck.TYPES -> tensor(name, Cell.ZERO);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** What stands where a row has a token; padding is 0 everywhere. */
  private enum Cell {
    TOKEN,
    ONE,
    ZERO
  }

  private Tensor tensor(String name, Cell cell) {
    int longest = longest();
    var data =
        ByteBuffer.allocateDirect(rows.size() * longest * Long.BYTES)
            .order(ByteOrder.nativeOrder());
    var longs = data.asLongBuffer();
    for (int row = 0; row < rows.size(); row++) {
      var tokens = rows.get(row);
      switch (cell) {
        case TOKEN -> longs.put(row * longest, tokens);
        case ONE -> {
          for (int i = 0; i < tokens.length; i++) {
            longs.put(row * longest + i, 1);
          }
        }
        case ZERO -> {}
      }
    }
    return new Tensor.Numbers(name, Datatype.INT64, Shape.of(rows.size(), longest), data);
  }
}
