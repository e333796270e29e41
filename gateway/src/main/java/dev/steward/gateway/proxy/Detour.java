package dev.steward.gateway.proxy;

/** What carries some requests in another way than to one pod and back. */
@FunctionalInterface
public interface Detour {

  /**
   * Takes a request, or leaves it alone. It is called on the thread that read the request's head
   * and must not block.
   *
   * @return whether it was taken: then whoever took it answers it
   */
  boolean take(Dispatched request);

  /** Takes none. */
  static Detour none() {
    return request -> false;
  }
}
