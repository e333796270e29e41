@NullMarked
package dev.steward.store.read;

import org.jspecify.annotations.NullMarked;
