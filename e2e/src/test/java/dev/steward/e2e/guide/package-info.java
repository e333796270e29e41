/**
 * Guides whose commands are run as their reader would type them, and whose outputs are compared
 * with what the guide shows.
 *
 * <p>In a block of {@code console}, a line that begins with a dollar sign and a space is a command,
 * lines after it that begin with a greater-than sign and a space go on with it, and the other lines
 * are what it prints. {@code …} stands for anything on its line, and alone on a line for any lines.
 * Runs of spaces are alike: columns are as wide as what is in them. The rest of the guide is for
 * people.
 */
@NullMarked
package dev.steward.e2e.guide;

import org.jspecify.annotations.NullMarked;
