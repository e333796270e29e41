/**
 * The two files by which the operator and a runtime talk: the runtime's configuration, and the last
 * words of one that gave up.
 */
@NullMarked
package dev.steward.protocol.config;

import org.jspecify.annotations.NullMarked;
