package dev.steward.runtime.classify;

import dev.steward.runtime.text.PlacedTokens.Place;
import java.util.ArrayList;
import java.util.List;

/** Which tokens are an entity together. */
public enum Grouping {
  /** Each token by itself, with its label as the model calls it. */
  NONE,
  /**
   * Tokens of one kind that follow each other, until one begins anew. Its score is the mean of
   * theirs.
   *
   * <p>As {@code aggregation_strategy: simple} of transformers' pipeline, which knows BIO alone.
   * Example: {@code Ada/B-PER Love/B-PER ##lace/I-PER in/O Paris/B-LOC} are Ada, Lovelace, Paris.
   */
  SIMPLE;

  /**
   * A token with its likeliest class.
   *
   * @param label the class's number
   */
  record Scored(int label, float score, Place place) {}

  /**
   * The entities of a text, in its order; tokens outside of any are left out.
   *
   * @param tokens in the text's order
   * @param labels what the classes are called
   */
  List<Entity> entities(String text, List<Scored> tokens, List<String> labels) {
    var tags = Tag.of(labels);
    var characters = new Characters(text);
    var entities = new ArrayList<Entity>();
    int next = 0;
    while (next < tokens.size()) {
      int first = next;
      var tag = tags.get(tokens.get(first).label());
      next++;
      while (this == SIMPLE && next < tokens.size() && follows(tokens, tags, next)) {
        next++;
      }
      if (tag.mark() != Tag.Mark.OUTSIDE) {
        var label = this == SIMPLE ? tag.kind() : labels.get(tokens.get(first).label());
        entities.add(entity(characters, label, tokens.subList(first, next)));
      }
    }
    return entities;
  }

  private static boolean follows(List<Scored> tokens, List<Tag> tags, int index) {
    return tags.get(tokens.get(index).label()).continues(tags.get(tokens.get(index - 1).label()));
  }

  private static Entity entity(Characters characters, String label, List<Scored> tokens) {
    double sum = 0;
    for (var token : tokens) {
      sum += token.score();
    }
    int start = tokens.getFirst().place().start();
    int end = tokens.getLast().place().end();
    return new Entity(
        label, (float) (sum / tokens.size()), characters.from(start, end), start, end);
  }

  /** A text by its Unicode characters, of which parts are taken from left to right. */
  private static final class Characters {
    private final String text;
    private int character;
    private int index;

    Characters(String text) {
      this.text = text;
    }

    String from(int start, int end) {
      if (start < character) {
        // Tokenizers may let tokens share a character.
        character = 0;
        index = 0;
      }
      int begin = text.offsetByCodePoints(index, start - character);
      character = start;
      index = begin;
      return text.substring(begin, text.offsetByCodePoints(begin, end - start));
    }
  }
}
