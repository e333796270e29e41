/** Tests of the package of the same name. */
@NullMarked
package dev.steward.protocol.config;

import org.jspecify.annotations.NullMarked;
