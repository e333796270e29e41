package dev.steward.core.policy;

/**
 * A policy that governs a service.
 *
 * @param source who states it
 * @param enforcement what becomes of what it forbids
 * @param policy what it demands
 */
public record GoverningPolicy(PolicySource source, Enforcement enforcement, Policy policy) {

  /** What a service states of itself: it holds as strictly as anything. */
  public static GoverningPolicy stated(PolicySource source, Policy policy) {
    return new GoverningPolicy(source, Enforcement.DENY, policy);
  }
}
