@NullMarked
package dev.steward.sinks.depot;

import org.jspecify.annotations.NullMarked;
