/**
 * The files by which the operator and a runtime talk: the runtime's configuration, the last words
 * of one that gave up, and the facts that one tells of a model.
 */
@NullMarked
package dev.steward.protocol.config;

import org.jspecify.annotations.NullMarked;
