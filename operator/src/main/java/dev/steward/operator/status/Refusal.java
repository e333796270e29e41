package dev.steward.operator.status;

/** An object that couldn't be applied. */
public sealed interface Refusal {

  /** Kind and name of the object, such as {@code Service minilm}. */
  String object();

  /** It exists and isn't Steward's. */
  record NameInUse(String object) implements Refusal {}

  /** It belongs to a deleted service of the same name, and is being removed. */
  record Leaving(String object) implements Refusal {}

  /** The API server leaves out the volume of an image that it needs: the cluster has none. */
  record WithoutImageVolume(String object) implements Refusal {}

  /** The API server refused it. */
  record Refused(String object, String message) implements Refusal {}
}
