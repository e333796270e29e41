@NullMarked
package dev.steward.store.s3;

import org.jspecify.annotations.NullMarked;
