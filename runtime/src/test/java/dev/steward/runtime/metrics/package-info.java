@NullMarked
package dev.steward.runtime.metrics;

import org.jspecify.annotations.NullMarked;
