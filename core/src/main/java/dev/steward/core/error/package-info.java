/** The errors a user can meet, each with one code, whatever protocol carries it. */
@NullMarked
package dev.steward.core.error;

import org.jspecify.annotations.NullMarked;
