/** Tests of the package of the same name. */
@NullMarked
package dev.steward.gateway.http;

import org.jspecify.annotations.NullMarked;
