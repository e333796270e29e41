package dev.steward.e2e.world;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * It ends, scales, upgrades or removes what all services share: operators and gateways. Such
 * classes run alone, after all others of their cluster, in their order; {@code dev/test} gives them
 * a cluster of their own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Isolated
@Tag("unsettling")
public @interface UnsettlesSteward {}
