/** What is measured on the one-node cluster of {@code dev/cluster}, as a user would see it. */
@NullMarked
package dev.steward.bench.cluster;

import org.jspecify.annotations.NullMarked;
