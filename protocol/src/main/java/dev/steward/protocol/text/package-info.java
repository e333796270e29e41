/**
 * Texts that are told apart, or looked through, by a model: requests and answers at {@code
 * /v1/classify} and {@code /v1/entities}.
 */
@NullMarked
package dev.steward.protocol.text;

import org.jspecify.annotations.NullMarked;
