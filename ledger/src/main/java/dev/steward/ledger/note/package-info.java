/**
 * Signed notes and the checkpoints of logs that they carry, as C2SP specifies them (signed-note,
 * tlog-checkpoint), with Ed25519 alone.
 *
 * <pre>
 * steward.example/gateway-0                                          the log's origin
 * 70000                                                              entries
 * CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=                        the tree's root
 *
 * — steward.example/gateway-0 Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+Z…   key id and signature
 * </pre>
 *
 * A key is known by its name, which is the origin, and four bytes of a hash over name and key. A
 * checkpoint may carry several signatures: while a key is replaced, those of the old and the new
 * one; a witness adds its own. Signatures of keys one doesn't know are passed over; one of a key
 * one knows must be right.
 */
@NullMarked
package dev.steward.ledger.note;

import org.jspecify.annotations.NullMarked;
