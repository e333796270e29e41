@NullMarked
package dev.steward.store.sign;

import org.jspecify.annotations.NullMarked;
