package dev.steward.store.write;

/** Whether something could be kept. */
public enum Created {
  /** It is kept. */
  NOW,
  /** Something of its name was there, and stays. */
  BEFORE
}
