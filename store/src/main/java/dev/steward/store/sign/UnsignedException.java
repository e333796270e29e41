package dev.steward.store.sign;

/** A model isn't signed as it must be. */
public final class UnsignedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final String remedy;

  /** With what is wrong, and what would be right. */
  public UnsignedException(String problem, String remedy) {
    super(problem);
    this.problem = problem;
    this.remedy = remedy;
  }

  /** What is wrong. */
  public String problem() {
    return problem;
  }

  /** What would be right. */
  public String remedy() {
    return remedy;
  }

  static UnsignedException unreadable(String problem) {
    return new UnsignedException(
        "the bundle can't be read: " + problem,
        "sign the model with model_signing 1.0 or newer, and its defaults");
  }
}
