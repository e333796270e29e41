package dev.steward.core.runtime;

import static java.util.Objects.requireNonNull;

import dev.steward.core.shard.Cut;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which stage of a sharded model one process computes, and how the stages find and know each other.
 *
 * @param index of the stage, from 0; stage 0 takes the requests
 * @param cut where the model is cut
 * @param members the address of each stage, in order; a stage listens on the port of its own and
 *     calls the next one. Stage 0 is called by none.
 * @param incarnation of the group: processes of different ones never work together. 1 to 63
 *     letters, digits and {@code - _ .}
 * @param tls how the stages prove who they are; empty: plain TCP, for one machine alone
 */
public record StageConfig(
    int index, Cut cut, List<Member> members, String incarnation, Optional<TlsFiles> tls) {

  private static final Pattern INCARNATION = Pattern.compile("[A-Za-z0-9._-]{1,63}");

  public StageConfig {
    requireNonNull(cut, "cut");
    requireNonNull(tls, "tls");
    members = List.copyOf(members);
    if (cut.stages() < 2 || members.size() != cut.stages()) {
      throw new IllegalArgumentException(
          "a member for each of at least 2 stages: %d for %d"
              .formatted(members.size(), cut.stages()));
    }
    if (index < 0 || index >= cut.stages()) {
      throw new IllegalArgumentException("stage %d of %d".formatted(index, cut.stages()));
    }
    if (!INCARNATION.matcher(incarnation).matches()) {
      throw new IllegalArgumentException("no incarnation: \"" + incarnation + "\"");
    }
  }

  /** How many stages there are. */
  public int stages() {
    return cut.stages();
  }

  /** This stage's own address. */
  public Member own() {
    return members.get(index);
  }

  /** The next stage's address; empty for the last one. */
  public Optional<Member> next() {
    return index + 1 < stages() ? Optional.of(members.get(index + 1)) : Optional.empty();
  }

  /**
   * Where a stage is reached.
   *
   * @param host a name or an address
   * @param port 1 to 65535
   */
  public record Member(String host, int port) {
    public Member {
      if (host.isEmpty() || host.length() > 253 || port < 1 || port > 65_535) {
        throw new IllegalArgumentException("no address: " + host + ":" + port);
      }
    }
  }

  /**
   * Files in PEM, read anew for each connection, so that they can be renewed.
   *
   * @param certificate this process's own, followed by those between it and a trusted one
   * @param key its private key, PKCS #8, not encrypted
   * @param trusted certificates of those who may sign members' certificates
   * @param name the DNS name that every member's certificate has, and no stranger's
   */
  public record TlsFiles(String certificate, String key, String trusted, String name) {
    public TlsFiles {
      if (certificate.isEmpty() || key.isEmpty() || trusted.isEmpty() || name.isEmpty()) {
        throw new IllegalArgumentException("a file or the members' name is missing");
      }
    }
  }
}
