/**
 * Those that a gateway's evidence goes on to, and that may be away: a receiver of webhooks, which
 * keeps what it took, and an object store, which is a real one (versitygw).
 *
 * <p>The receiver checks what comes by what is promised to receivers: it is signed, its id names
 * its records, and these stand in the order of the log. It counts as taken what it has told the
 * sender that it took, to the last byte of its answer, and nothing else.
 */
@NullMarked
package dev.steward.bench.faults.away;

import org.jspecify.annotations.NullMarked;
