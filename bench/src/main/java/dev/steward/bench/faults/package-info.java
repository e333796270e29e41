/**
 * Breaks the evidence log of a gateway in every way that a machine has, under load, and looks
 * whether a client ever saw a byte of an answer that has no record, and whether whoever the records
 * go on to lacks one.
 *
 * <p>The log lies on a file system of {@code dev/tools/faultfs}, below the JVM, that loses what
 * wasn't synced when its power is cut, and fails with EIO and ENOSPC when it is told to. The
 * gateway is a process of its own, ended by SIGKILL. What is believed is the client's own list of
 * the answers it saw, byte by byte on its sockets, and the receiver's own list of the records that
 * it said it has taken. In a third of the runs, files of the log leave for an object store, and are
 * verified where they are.
 *
 * <p>A run is a {@link dev.steward.bench.faults.Story} of a seed, played on a {@link
 * dev.steward.bench.faults.Stage}. Example, seed 10: the gateway runs under load; its receiver
 * breaks off in the middle of what is posted to it, and of its own answers; none of the clients may
 * notice; the gateway is killed amid a post and starts again; the receiver is well; after some load
 * the power is cut; the gateway starts, the clients leave, and the receiver must have every record
 * that is signed.
 */
@NullMarked
package dev.steward.bench.faults;

import org.jspecify.annotations.NullMarked;
