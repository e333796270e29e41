/**
 * Keeps what is asked and answered beside its request's records, as it goes by, without holding it
 * back.
 *
 * <pre>
 * request's body ─┐ copied
 *                 ├─► Content, one for each request ─ a part of 16 KiB, or of a second ─┐
 * answer's body ──┘                                                                    ▼
 *                       one thread of all of them: encrypts a part, puts it into the log, waits
 * </pre>
 *
 * A part is an entry of its own, so that content is committed to, purged and verified as records
 * are; its bucket is one of {@link dev.steward.ledger.retain.Holds#CONTENT}, so that its key goes
 * when its own retention says so. A crash leaves the parts that were durable. Parts lie between
 * their request's start and its end: the end is given here, and follows the last part.
 *
 * <p>No more than {@link dev.steward.ledger.content.ContentLimits#underWay} bytes of parts wait in
 * the log at a time, so that the start of another request never waits behind a large body.
 *
 * <p>Whoever carries the bodies is never made to wait. What there is no memory for, because the
 * disk is slow; what is more than is kept of one request; what a full volume has no room for: is
 * left out, and the last part says so. Example: of an answer of 3 MiB, with a bound of 1 MiB, the
 * first MiB is kept, in 64 parts, and the last one says that 3 MiB went by.
 */
@NullMarked
package dev.steward.ledger.content;

import org.jspecify.annotations.NullMarked;
