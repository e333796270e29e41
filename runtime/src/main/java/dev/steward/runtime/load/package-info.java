/**
 * From a configuration to a model that has answered once: finds it, verifies it, loads it, checks
 * that it suits its task, and warms it up.
 *
 * <p>Whatever goes wrong on the way ends as a failure that a service's owner understands.
 */
@NullMarked
package dev.steward.runtime.load;

import org.jspecify.annotations.NullMarked;
