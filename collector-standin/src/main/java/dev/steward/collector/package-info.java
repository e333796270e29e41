/** A collector of spans in a test's own process, which speaks OTLP over HTTP. */
@NullMarked
package dev.steward.collector;

import org.jspecify.annotations.NullMarked;
