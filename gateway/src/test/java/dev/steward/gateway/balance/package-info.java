@NullMarked
package dev.steward.gateway.balance;

import org.jspecify.annotations.NullMarked;
