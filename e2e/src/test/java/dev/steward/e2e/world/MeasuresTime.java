package dev.steward.e2e.world;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * It holds Steward to seconds that are promised, which a machine with other tests to run wouldn't
 * keep. Such classes run alone, after all others.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Isolated
public @interface MeasuresTime {}
