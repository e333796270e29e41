@NullMarked
package dev.steward.runtime.text;

import org.jspecify.annotations.NullMarked;
