package dev.steward.store;

/** The fields of a ModelService that the store's failures are about. */
final class Fields {

  static final String URI = "spec.model.uri";
  static final String DIGEST = "spec.model.digest";
  static final String SIGNATURE = "spec.model.signature";
  static final String SECRET = "spec.model.secretRef";
  static final String CACHE = "spec.model.cache";

  private Fields() {}
}
