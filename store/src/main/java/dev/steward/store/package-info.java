/**
 * Brings a model from its address to a path of this machine, and makes sure that its bytes are the
 * right ones before anything reads them as a model.
 *
 * <p>It must not know what a model is: to it, models are files and folders.
 */
@NullMarked
package dev.steward.store;

import org.jspecify.annotations.NullMarked;
