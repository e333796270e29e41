@NullMarked
package dev.steward.runtime.load;

import org.jspecify.annotations.NullMarked;
