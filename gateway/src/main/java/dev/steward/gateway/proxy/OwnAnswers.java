package dev.steward.gateway.proxy;

/** Answers the requests of a service that go to no pod. */
public interface OwnAnswers {

  /** Whether requests at this path of a service, without query, are answered here. */
  boolean takes(String path);

  /** Takes a request at such a path; called on the thread that read its head, must not block. */
  void answer(OwnRequest request);

  /** There are none. */
  static OwnAnswers none() {
    return new OwnAnswers() {
      @Override
      public boolean takes(String path) {
        return false;
      }

      @Override
      public void answer(OwnRequest request) {
        throw new IllegalStateException("nothing was taken");
      }
    };
  }
}
