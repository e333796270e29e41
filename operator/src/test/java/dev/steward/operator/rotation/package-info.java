@NullMarked
package dev.steward.operator.rotation;

import org.jspecify.annotations.NullMarked;
