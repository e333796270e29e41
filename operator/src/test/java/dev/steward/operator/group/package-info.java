@NullMarked
package dev.steward.operator.group;

import org.jspecify.annotations.NullMarked;
