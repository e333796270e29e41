package dev.steward.runtime.pool;

/** Who waits for an answer. */
@FunctionalInterface
public interface Client {

  /** Whether nobody waits any more; called now and then, by any thread. */
  boolean gone();
}
