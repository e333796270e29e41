package dev.steward.operator.reconcile;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * It counts what an operator calls or how often it reconciles: meanwhile no other test may {@link
 * MakesClusterPolicies make policies of the whole cluster}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ResourceLock(value = MakesClusterPolicies.POLICIES, mode = ResourceAccessMode.READ_WRITE)
@interface CountsCalls {}
