/**
 * The model server of every inference pod: one model, its HTTP, and the process around them.
 *
 * <p>{@link dev.steward.runtime.ModelServer} is the server, wherever it runs; {@link
 * dev.steward.runtime.RuntimeMain} is the process of a pod.
 */
@NullMarked
package dev.steward.runtime;

import org.jspecify.annotations.NullMarked;
