package dev.steward.e2e.world;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * It ends, scales, upgrades or removes what all services share: operators and gateways. Such
 * classes run alone, after all others, in their order.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Isolated
public @interface UnsettlesSteward {}
