package dev.steward.operator.reconcile;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * It makes policies of the whole cluster. Every operator on it writes into their status, so these
 * tests run beside all others but those that {@link CountsCalls count calls}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ResourceLock(value = MakesClusterPolicies.POLICIES, mode = ResourceAccessMode.READ)
public @interface MakesClusterPolicies {

  /** The name of what is locked. */
  String POLICIES = "policies of the whole cluster";
}
