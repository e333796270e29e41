package dev.steward.protocol.rows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A body in which some places are replaced by pieces of others.
 *
 * <p>Example: in {@code [3,2]} the place 1 to 2 replaced by {@code 1} makes {@code [1,2]}.
 */
final class Splice {

  /** Bytes of a body, or of a text. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  record Piece(byte[] body, Span span) {
    static Piece of(String ascii) {
      var bytes = ascii.getBytes(StandardCharsets.UTF_8);
      return new Piece(bytes, new Span(0, bytes.length));
    }

    private int length() {
      return span.to() - span.from();
    }
  }

  private record Edit(Span at, List<Piece> pieces) {}

  private final byte[] base;
  private final List<Edit> edits = new ArrayList<>();

  Splice(byte[] base) {
    this.base = base;
  }

  /** Puts pieces in the place of {@code at}, which no other edit may touch. */
  void replace(Span at, List<Piece> pieces) {
    edits.add(new Edit(at, pieces));
  }

  void replace(Span at, String ascii) {
    replace(at, List.of(Piece.of(ascii)));
  }

  byte[] bytes() {
    var pieces = pieces();
    var bytes = new byte[pieces.stream().mapToInt(Piece::length).sum()];
    var at = 0;
    for (var piece : pieces) {
      System.arraycopy(piece.body(), piece.span().from(), bytes, at, piece.length());
      at += piece.length();
    }
    return bytes;
  }

  private List<Piece> pieces() {
    edits.sort(Comparator.comparingInt(edit -> edit.at().from()));
    var pieces = new ArrayList<Piece>();
    var at = 0;
    for (var edit : edits) {
      pieces.add(new Piece(base, new Span(at, edit.at().from())));
      pieces.addAll(edit.pieces());
      at = edit.at().to();
    }
    pieces.add(new Piece(base, new Span(at, base.length)));
    return pieces;
  }
}
