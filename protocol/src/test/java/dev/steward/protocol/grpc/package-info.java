/** Tests of the package of the same name. */
@NullMarked
package dev.steward.protocol.grpc;

import org.jspecify.annotations.NullMarked;
