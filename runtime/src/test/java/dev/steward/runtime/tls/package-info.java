/** Members of a group, and others. */
@NullMarked
package dev.steward.runtime.tls;

import org.jspecify.annotations.NullMarked;
