@NullMarked
package dev.steward.runtime.torch;

import org.jspecify.annotations.NullMarked;
