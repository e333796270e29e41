@NullMarked
package dev.steward.gateway.meter;

import org.jspecify.annotations.NullMarked;
