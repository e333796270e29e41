/** Who signs models in tests: by a key, or without one of its own, as a Sigstore vouches for. */
@NullMarked
package dev.steward.signing;

import org.jspecify.annotations.NullMarked;
