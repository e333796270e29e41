/**
 * The runtime's HTTP: routes, bounds, and the one place where a refusal becomes an answer.
 *
 * <p>A request passes {@link dev.steward.runtime.http.Exchanges}, which bounds, times, counts and
 * answers it; a route only says what the answer is.
 */
@NullMarked
package dev.steward.runtime.http;

import org.jspecify.annotations.NullMarked;
