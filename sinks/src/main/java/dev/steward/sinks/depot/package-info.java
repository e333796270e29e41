/** Where files of an evidence log lie that left its volume: an object store that speaks S3. */
@NullMarked
package dev.steward.sinks.depot;

import org.jspecify.annotations.NullMarked;
