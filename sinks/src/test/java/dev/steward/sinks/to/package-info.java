@NullMarked
package dev.steward.sinks.to;

import org.jspecify.annotations.NullMarked;
