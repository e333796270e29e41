@NullMarked
package dev.steward.gateway.hold;

import org.jspecify.annotations.NullMarked;
