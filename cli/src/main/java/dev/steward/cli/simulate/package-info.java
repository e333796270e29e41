/**
 * A simulation as a person sees it: a drawing and a few lines.
 *
 * <p>It knows what came of a simulation and nothing of how it was run.
 */
@NullMarked
package dev.steward.cli.simulate;

import org.jspecify.annotations.NullMarked;
