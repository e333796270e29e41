/** What somebody waits who has just cloned the repository. */
@NullMarked
package dev.steward.bench.newcomer;

import org.jspecify.annotations.NullMarked;
