/**
 * The operator's process: its environment, its admin port, its start and its end. What it does is
 * in the packages below.
 */
@NullMarked
package dev.steward.operator;

import org.jspecify.annotations.NullMarked;
