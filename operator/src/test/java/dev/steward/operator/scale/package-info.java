@NullMarked
package dev.steward.operator.scale;

import org.jspecify.annotations.NullMarked;
