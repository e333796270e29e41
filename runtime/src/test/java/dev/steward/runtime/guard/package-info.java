@NullMarked
package dev.steward.runtime.guard;

import org.jspecify.annotations.NullMarked;
