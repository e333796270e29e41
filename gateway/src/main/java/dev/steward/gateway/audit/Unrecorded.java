package dev.steward.gateway.audit;

import java.io.IOException;

/** Nothing may be answered, for no record of the request can be written. */
public final class Unrecorded extends IOException {
  private static final long serialVersionUID = 1L;

  Unrecorded() {
    super("no record of the request can be written");
  }
}
