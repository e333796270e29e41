@NullMarked
package dev.steward.gateway.tls;

import org.jspecify.annotations.NullMarked;
