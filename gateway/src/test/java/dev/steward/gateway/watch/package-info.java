/** Tests of what is made of Kubernetes objects. */
@NullMarked
package dev.steward.gateway.watch;

import org.jspecify.annotations.NullMarked;
