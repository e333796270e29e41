/**
 * The command line: {@code steward run · plan · validate}, for people without a cluster.
 *
 * <p>A command reads its file, calls the same plan, gateway and runtime that a cluster runs, and
 * says what it did. It decides nothing about a service itself.
 */
@NullMarked
package dev.steward.cli;

import org.jspecify.annotations.NullMarked;
