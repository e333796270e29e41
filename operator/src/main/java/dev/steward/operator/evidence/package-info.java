/**
 * The operator's part in evidence: the keys of the gateways' logs, and a memory of what those logs
 * were.
 *
 * <p>One Secret holds what all logs' keys come from. It is made once, for an installation of which
 * no log has ever had a key, and never changed or made again: who has published keys and finds no
 * Secret has lost it, and says so. The public halves stand in a ConfigMap, one for each gateway
 * there has been, for whoever verifies.
 */
@NullMarked
package dev.steward.operator.evidence;

import org.jspecify.annotations.NullMarked;
