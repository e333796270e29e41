package dev.steward.conformance;

import java.io.IOException;

/**
 * One thing that a server must do.
 *
 * @param name of the check: lower case, with dots
 * @param section where the sentence stands in the specification, or {@value #BEYOND}
 * @param sentence what the server must do
 * @param probe looks whether it does
 */
public record Check(String name, String section, String sentence, Probe probe) {

  /** The section of sentences that the specification doesn't have, and that clients rely on. */
  public static final String BEYOND = "beyond the specification";

  /** Looks at a server. */
  @FunctionalInterface
  public interface Probe {

    /**
     * What is found.
     *
     * @throws IOException when the server can't be talked to
     */
    Verdict look(Subject subject) throws IOException, InterruptedException;
  }
}
