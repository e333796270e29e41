/**
 * Inputs that nobody would send who means well: what reads requests and models is fed with seeds
 * that were changed at random, and either takes them or refuses them as it declares, in bounded
 * time and memory.
 *
 * <p>Nothing measures which code an input reaches. What it was answered does instead: an input with
 * an answer that wasn't seen before, numbers and names aside, is a seed from then on.
 */
@NullMarked
package dev.steward.runtime.fuzz;

import org.jspecify.annotations.NullMarked;
