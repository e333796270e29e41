package dev.steward.standin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process's place in its group, as its environment tells it.
 *
 * @param leader the leader's host
 * @param size how many members there are
 * @param index which one this is; 0 is the leader
 * @param gateways folder with what it proves to gateways
 * @param members folder with what it proves to the other members
 */
record Place(String leader, int size, int index, Path gateways, Path members) {

  private static final List<String> CREDENTIALS = List.of("tls.crt", "tls.key", "ca.crt");

  /** The contract isn't kept; the message says where. */
  static final class BrokenContractException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenContractException(String message) {
      super(message);
    }
  }

  /**
   * Reads and checks it.
   *
   * @throws BrokenContractException if something isn't as the contract says
   */
  static Place of(Map<String, String> environment) {
    var place =
        new Place(
            needed(environment, "LWS_LEADER_ADDRESS"),
            number(environment, "LWS_GROUP_SIZE"),
            number(environment, "LWS_WORKER_INDEX"),
            Path.of(needed(environment, "STEWARD_TLS")),
            Path.of(needed(environment, "STEWARD_GROUP_TLS")));
    place.check(environment);
    return place;
  }

  private void check(Map<String, String> environment) {
    hold(size >= 2 && index >= 0 && index < size, "member %d of %d".formatted(index, size));
    hold(
        environment.getOrDefault("RANK_OF", "").equals(index + " of " + size),
        "$(LWS_WORKER_INDEX) isn't expanded in later variables");
    hold(
        needed(environment, "HOSTNAME").equals(label(index)),
        "%s isn't member %d of the group of %s"
            .formatted(environment.get("HOSTNAME"), index, leader));
    for (var folder : List.of(gateways, members)) {
      CREDENTIALS.forEach(
          file -> hold(Files.isReadable(folder.resolve(file)), folder + " has no " + file));
    }
    hold(Files.isReadable(Path.of("/etc/steward/runtime.json")), "there is no runtime.json");
    for (var member = 0; member < size; member++) {
      resolve(host(member));
    }
  }

  boolean isLeader() {
    return index == 0;
  }

  /** The host of a member: only the number in the leader's differs. */
  String host(int member) {
    return label(member) + leader.substring(leader.indexOf('.'));
  }

  private String label(int member) {
    var first = leader.substring(0, leader.indexOf('.'));
    return first.substring(0, first.lastIndexOf('-') + 1) + member;
  }

  /** A member without an address yet has its name a moment later than the others. */
  private static void resolve(String host) {
    for (var tries = 0; ; tries++) {
      try {
        var _ = InetAddress.getByName(host);
        return;
      } catch (UnknownHostException e) {
        hold(tries < 60, host + " has no address");
        pause();
      }
    }
  }

  static void pause() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hold(boolean condition, String otherwise) {
    if (!condition) {
      throw new BrokenContractException(otherwise);
    }
  }

  private static String needed(Map<String, String> environment, String name) {
    var value = environment.getOrDefault(name, "");
    hold(!value.isEmpty(), name + " isn't set");
    return value;
  }

  private static int number(Map<String, String> environment, String name) {
    var text = needed(environment, name);
    hold(text.matches("[0-9]{1,3}"), "%s is no number: %s".formatted(name, text));
    return Integer.parseInt(text);
  }
}
