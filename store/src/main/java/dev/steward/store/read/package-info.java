/**
 * Reads the inputs of tasks: which files a path or glob names, and their bytes.
 *
 * <p>A listing is bounded, in the order of the paths' UTF-8 bytes wherever they lie, and names
 * nothing twice. A path never leads out of its place: not by {@code ..}, which {@link
 * dev.steward.core.task.DataPath} refuses, and not by a link on a volume.
 *
 * <p>It must not know what an item is for.
 */
@NullMarked
package dev.steward.store.read;

import org.jspecify.annotations.NullMarked;
