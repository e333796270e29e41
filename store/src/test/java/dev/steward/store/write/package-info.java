@NullMarked
package dev.steward.store.write;

import org.jspecify.annotations.NullMarked;
