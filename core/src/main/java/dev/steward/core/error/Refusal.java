package dev.steward.core.error;

import static java.util.Objects.requireNonNull;

import dev.steward.core.check.Violation;
import java.util.Optional;

/**
 * Why a request isn't answered as its client wished; every protocol has its own shape for it.
 *
 * @param code the stable code, which also says the HTTP status
 * @param field the part of the request that is wrong, such as {@code inputs[0].data}; empty where
 *     no part is to blame
 * @param message for the client, complete in itself: it names the field too
 */
public record Refusal(ErrorCode code, Optional<String> field, String message) {

  public Refusal {
    requireNonNull(code, "code");
    requireNonNull(field, "field");
    requireNonNull(message, "message");
  }

  /** A refusal because of one part of the request. */
  public static Refusal of(ErrorCode code, Violation violation) {
    return new Refusal(code, Optional.of(violation.field()), violation.message());
  }

  /** A refusal that no part of the request is to blame for. */
  public static Refusal of(ErrorCode code, String message) {
    return new Refusal(code, Optional.empty(), message);
  }
}
