/**
 * What a model is to the rest of Steward: an address, a digest, a task, and the facts that its file
 * tells.
 *
 * <p>Nothing here reads an address; that is the store's work.
 */
@NullMarked
package dev.steward.core.model;

import org.jspecify.annotations.NullMarked;
