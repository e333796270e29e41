@NullMarked
package dev.steward.operator.load;

import org.jspecify.annotations.NullMarked;
