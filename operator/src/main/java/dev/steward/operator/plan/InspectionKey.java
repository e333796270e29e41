package dev.steward.operator.plan;

import dev.steward.core.model.Digest;
import dev.steward.core.runtime.RuntimeConfig;

/**
 * Says by a hash what facts were read of: the model's address, digest, signer and task, and the
 * image that read it, for layers are as the image finds them.
 */
final class InspectionKey {

  private InspectionKey() {}

  static String of(RuntimeConfig runtime, String image) {
    var hash = new ShortHash();
    hash.add("uri", runtime.uri().text());
    runtime.digest().map(Digest::text).ifPresent(text -> hash.add("digest", text));
    // Facts of a model that nobody has signed are none of one that must be.
    runtime.signature().ifPresent(wanted -> hash.add("signature", wanted.toString()));
    hash.add("task", runtime.task().text());
    hash.add("image", image);
    return hash.text();
  }
}
