@NullMarked
package dev.steward.trust.authority;

import org.jspecify.annotations.NullMarked;
