package dev.steward.runtime.text;

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
public record TokenBatch(List<TokenRow> rows) {

  public TokenBatch {
    rows = List.copyOf(rows);
  }

  /** Tokens of the longest row. */
  public int longest() {
    return rows.stream().mapToInt(TokenRow::length).max().orElseThrow();
  }

  /** Tokens of all rows, padding not counted. */
  public int tokens() {
    return rows.stream().mapToInt(TokenRow::length).sum();
  }

  /** The tensor of one of the model's inputs. */
  public Tensor input(String name) {
    return switch (name) {
      case TokenInputs.IDS -> tensor(name, Cell.TOKEN);
      case TokenInputs.MASK -> tensor(name, Cell.ONE);
      case TokenInputs.TYPES -> tensor(name, Cell.TYPE);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** What stands where a row has a token; padding is 0 everywhere. */
  private enum Cell {
    TOKEN,
    ONE,
    TYPE
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
        case TOKEN -> longs.put(row * longest, tokens.ids());
        case ONE -> {
          for (int i = 0; i < tokens.length(); i++) {
            longs.put(row * longest + i, 1);
          }
        }
        case TYPE -> longs.put(row * longest, tokens.types());
      }
    }
    return new Tensor.Numbers(name, Datatype.INT64, Shape.of(rows.size(), longest), data);
  }
}
