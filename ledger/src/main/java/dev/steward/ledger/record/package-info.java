/**
 * What is recorded of a request, as far as a gateway knows it. Nobody's name, address or header.
 * Nothing of what was asked or answered either, but in parts of content, where a policy asks for
 * them: they have buckets, and so keys, of their own.
 *
 * <p>A record's bytes are fields in rising order, each after its number (1 byte) and its length (2
 * bytes, the higher one first); the first is the version. Numbers are 8 bytes, times microseconds
 * since 1970, texts are {@link dev.steward.ledger.record.Word}s, of which no byte can end a line or
 * begin a field. A field that a version doesn't know makes the record unreadable, not ignored.
 */
@NullMarked
package dev.steward.ledger.record;

import org.jspecify.annotations.NullMarked;
