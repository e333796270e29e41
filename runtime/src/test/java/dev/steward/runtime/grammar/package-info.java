@NullMarked
package dev.steward.runtime.grammar;

import org.jspecify.annotations.NullMarked;
