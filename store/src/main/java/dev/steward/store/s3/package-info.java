/**
 * One connection to an object store that speaks S3.
 *
 * <p>It must not know what is read and written.
 */
@NullMarked
package dev.steward.store.s3;

import org.jspecify.annotations.NullMarked;
