package dev.steward.core.serving;

import static java.util.Objects.requireNonNull;

/**
 * Which service: its name alone says nothing, for two namespaces may both have a {@code minilm},
 * and a name may be given again after a deletion.
 *
 * @param uid the object's uid; of a service without a cluster, any text that is unique in the
 *     process
 */
public record ServiceId(String namespace, String name, String uid) {

  public ServiceId {
    requireNonNull(namespace, "namespace");
    requireNonNull(name, "name");
    requireNonNull(uid, "uid");
  }

  /** {@code namespace/name}, as people and logs say it. */
  public String path() {
    return namespace + "/" + name;
  }
}
