@NullMarked
package dev.steward.sinks;

import org.jspecify.annotations.NullMarked;
