package dev.steward.operator.policy;

/** What runs beside the API server while somebody attempts something. */
enum Beside {
  /** The operator is stopped. */
  NOTHING,
  /** An operator leads and reconciles the namespace. */
  AN_OPERATOR
}
