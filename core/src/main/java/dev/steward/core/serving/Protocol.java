package dev.steward.core.serving;

/** In what a request and its answer are carried. */
public enum Protocol {
  /** HTTP/1.1, which every service speaks. */
  HTTP,
  /** gRPC: HTTP/2, with the outcome after the answer. */
  GRPC
}
