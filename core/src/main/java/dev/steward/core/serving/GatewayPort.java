package dev.steward.core.serving;

import java.util.Set;

/**
 * A port that stands for one service at the gateways.
 *
 * @param number {@value #FIRST} to {@value #LAST}
 */
public record GatewayPort(int number) {

  /** Below the ephemeral ports of Linux (32768 up), above what people choose. */
  public static final int FIRST = 20000;

  public static final int LAST = 29999;

  public GatewayPort {
    if (number < FIRST || number > LAST) {
      throw new IllegalArgumentException(
          "a gateway port is %d to %d: %d".formatted(FIRST, LAST, number));
    }
  }

  /**
   * A free port for a service: where its uid's hash points, or the next free one after that. The
   * hash spreads new services, so that a port just given back isn't given out again at once while
   * some node may still send its old service's clients there.
   *
   * @throws IllegalStateException if all are taken
   */
  public static GatewayPort allocate(String uid, Set<GatewayPort> taken) {
    var size = LAST - FIRST + 1;
    var start = Math.floorMod(uid.hashCode(), size);
    for (var step = 0; step < size; step++) {
      var candidate = new GatewayPort(FIRST + (start + step) % size);
      if (!taken.contains(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException("all %d gateway ports are taken".formatted(size));
  }
}
