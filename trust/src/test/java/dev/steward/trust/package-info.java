@NullMarked
package dev.steward.trust;

import org.jspecify.annotations.NullMarked;
