package dev.steward.cli.findings;

import java.util.List;

/**
 * All that was found in the files of one run.
 *
 * @param all in the order of the files, and in each what is wrong with it before what policies say
 */
public record Findings(List<Found> all) {

  public Findings {
    all = List.copyOf(all);
  }

  /** How many of them are refused: mistakes, and what a policy denies. */
  public int refused() {
    return (int) all.stream().filter(found -> found.weight().isRefused()).count();
  }
}
