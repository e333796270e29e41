/** What is made of a model's file once and kept on disk, for the next start and for others. */
@NullMarked
package dev.steward.runtime.kept;

import org.jspecify.annotations.NullMarked;
