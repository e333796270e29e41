/**
 * Steward's CA: makes its own key and certificate, and certificates for those who are to know each
 * other. Pure but for random numbers: the time is a parameter, nothing is read or stored.
 *
 * <p>All keys are on the curve P-256: small, quick to make, and known to every TLS library.
 */
@NullMarked
package dev.steward.trust.authority;

import org.jspecify.annotations.NullMarked;
