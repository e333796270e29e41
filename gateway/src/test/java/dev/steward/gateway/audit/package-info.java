/** Tests of the package of the same name. */
@NullMarked
package dev.steward.gateway.audit;

import org.jspecify.annotations.NullMarked;
