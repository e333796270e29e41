/** The kinds of sinks, each with its protocol: webhooks, OTLP over HTTP, object stores. */
@NullMarked
package dev.steward.sinks.to;

import org.jspecify.annotations.NullMarked;
