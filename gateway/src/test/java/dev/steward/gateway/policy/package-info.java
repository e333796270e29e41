@NullMarked
package dev.steward.gateway.policy;

import org.jspecify.annotations.NullMarked;
