@NullMarked
package dev.steward.gateway.lane;

import org.jspecify.annotations.NullMarked;
