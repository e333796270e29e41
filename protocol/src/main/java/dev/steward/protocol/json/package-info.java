/**
 * Reads and writes JSON as a stream, within bounds, and tells what is wrong by the path of the
 * field.
 *
 * <p>A reader goes through the document once, front to back; nothing is bound to classes by
 * reflection, so that the first request costs no more than the next. It must not know any protocol.
 */
@NullMarked
package dev.steward.protocol.json;

import org.jspecify.annotations.NullMarked;
