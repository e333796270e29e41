/**
 * Users' journeys on a real cluster: installed by the chart, applied by kubectl, asked over HTTP,
 * answers checked by value.
 */
@NullMarked
package dev.steward.e2e;

import org.jspecify.annotations.NullMarked;
