package dev.steward.trust.authority;

import java.time.Duration;

/**
 * How long what the CA signs is good for.
 *
 * @param certificate from its making to its end
 * @param renewal when it is made anew, counted from its making; the rest is the time that an absent
 *     operator is outlived
 * @param authority the CA's own certificate
 */
public record Lifetimes(Duration certificate, Duration renewal, Duration authority) {

  /** So much before it was made a certificate is good already: clocks differ. */
  static final Duration SKEW = Duration.ofMinutes(5);

  public Lifetimes {
    if (renewal.compareTo(certificate) >= 0 || !renewal.isPositive()) {
      throw new IllegalArgumentException("a renewal comes before the end: " + renewal);
    }
  }

  /** A day, renewed at noon; the CA ten years. */
  public static Lifetimes defaults() {
    return new Lifetimes(Duration.ofHours(24), Duration.ofHours(12), Duration.ofDays(3650));
  }
}
