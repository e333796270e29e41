/**
 * How a wrong input is told: as a value that names the field, what is wrong and what would be
 * right.
 *
 * <p>A check never throws for a wrong input; exceptions are for broken worlds and for bugs.
 */
@NullMarked
package dev.steward.core.check;

import org.jspecify.annotations.NullMarked;
