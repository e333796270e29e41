@NullMarked
package dev.steward.sinks.setup;

import org.jspecify.annotations.NullMarked;
