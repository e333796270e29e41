package dev.steward.gateway.task;

/** What tasks may name that are made over HTTP, where nobody knows who asks. */
public enum OverHttp {
  /**
   * Only what a gateway reads and keeps by itself: who may send items to a service may as well send
   * them in a task, and gains nothing by it.
   */
  ITEMS,
  /**
   * Whatever an InferenceTask may name, claims and Secrets of the service's namespace too: for
   * installations in which whoever reaches a gateway is trusted with them.
   */
  ANY
}
