@NullMarked
package dev.steward.runtime.classify;

import org.jspecify.annotations.NullMarked;
