package dev.steward.core.policy;

/** What a policy can ask for that is there or isn't. */
public enum Demand {
  /** The model's digest is stated, so that other bytes than these are never loaded. */
  MODEL_DIGEST("provenance.digest"),
  /** Who must have signed the model is stated, so that what others have made is never loaded. */
  MODEL_SIGNATURE("provenance.signature"),
  /** Nobody gets into a running pod or past the gateways. */
  NO_EXEC("runtime.denyExec"),
  /** What the service is for is stated. */
  PURPOSE("declarations.purpose"),
  /** On which legal basis it works is stated. */
  LEGAL_BASIS("declarations.legalBasis"),
  /** What kind of data it gets is stated. */
  DATA_CLASS("declarations.dataClass");

  private final String field;

  Demand(String field) {
    this.field = field;
  }

  /** The field of a policy's spec that asks for it; also its name in the canonical form. */
  public String field() {
    return field;
  }
}
