@NullMarked
package dev.steward.gateway.load;

import org.jspecify.annotations.NullMarked;
