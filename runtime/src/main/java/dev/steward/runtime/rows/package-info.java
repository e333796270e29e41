/**
 * Tensors as rows: cut along their first axis, put together again, and whether a model computes
 * each row by itself.
 */
@NullMarked
package dev.steward.runtime.rows;

import org.jspecify.annotations.NullMarked;
