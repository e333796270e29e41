package dev.steward.protocol.oip;

/** An input as the JSON of a request has it. */
sealed interface SentInput {

  /** Its name. */
  String name();

  /** What its values are. */
  Datatype datatype();

  /** How they are arranged. */
  Shape shape();

  /** The values stand in the JSON. */
  record Whole(Tensor tensor) implements SentInput {
    @Override
    public String name() {
      return tensor.name();
    }

    @Override
    public Datatype datatype() {
      return tensor.datatype();
    }

    @Override
    public Shape shape() {
      return tensor.shape();
    }
  }

  /**
   * The values follow the JSON.
   *
   * @param field where it stands, for messages: {@code inputs[0]}
   * @param bytes as many as {@code shape} and {@code datatype} need; of texts, which have no size
   *     of their own, at least their lengths
   */
  record Announced(String field, String name, Datatype datatype, Shape shape, long bytes)
      implements SentInput {}
}
