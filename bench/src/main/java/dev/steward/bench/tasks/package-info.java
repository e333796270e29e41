/** Tasks over pods of unequal speed: how near to the ideal, and what is lost when pods die. */
@NullMarked
package dev.steward.bench.tasks;

import org.jspecify.annotations.NullMarked;
