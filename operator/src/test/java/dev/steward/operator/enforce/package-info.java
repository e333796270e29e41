@NullMarked
package dev.steward.operator.enforce;

import org.jspecify.annotations.NullMarked;
