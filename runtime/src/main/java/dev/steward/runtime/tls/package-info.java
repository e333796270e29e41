/** Mutual TLS between members of a group, from files in PEM. It must not know what is said. */
@NullMarked
package dev.steward.runtime.tls;

import org.jspecify.annotations.NullMarked;
