package dev.steward.conformance;

/** What a little server does wrong. */
enum Fault {
  NONE,
  /** Every answer is an error of its own. */
  DEAD,
  /** What should be refused is answered as if it were right. */
  TAKES_EVERYTHING,
  /** What the client did wrong is told as the server's fault. */
  BLAMES_ITSELF,
  /** Errors are texts, not JSON. */
  PLAIN_ERRORS,
  FORGETS_ID,
  IGNORES_REQUESTED_OUTPUTS,
  /** The values of an output change from one answer to the next. */
  CHANGES_VALUES,
  /** An output has a value less than its shape says. */
  LOSES_A_VALUE,
  /** JSON is called text. */
  WRONG_CONTENT_TYPE,
  /** Metadata without what they must have. */
  POOR_METADATA,
  /** Values that come as bytes are taken for zeros. */
  ZEROES_BINARY,
  /** Its list has other models, ready or not, and it fails to load its own. */
  WRONG_REPOSITORY
}
