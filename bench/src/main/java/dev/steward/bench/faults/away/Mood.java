package dev.steward.bench.faults.away;

/** How a receiver treats who posts to it. */
public enum Mood {
  /** It takes what comes. */
  WELL,
  /** Nobody listens. */
  DOWN,
  /** It takes what comes, after a while. */
  SLOW,
  /** It answers with errors, some of which say when to come again. */
  FAILING,
  /** It breaks off in the middle of what comes. */
  CUTTING,
  /** It breaks off in the middle of its own answer, which began with 200, and has kept nothing. */
  MUMBLING,
  /** It reads, and says nothing. */
  SILENT
}
