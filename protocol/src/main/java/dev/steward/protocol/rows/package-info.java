/**
 * Bodies seen by the rows of their batch: cut into bodies of fewer rows, and answers put together
 * again.
 *
 * <p>Nothing is parsed into numbers and printed again. A scan finds where in the bytes each row
 * stands; a part is the client's own body in which the rows of the others are left out, and the
 * first lengths of the shapes are changed; so a number reaches a pod, and an answer the client,
 * digit by digit as it was written, and all that a body has besides (ids, parameters, the outputs
 * asked for) stays as it is.
 *
 * <p>Example: rows 1 to 2 of {@code {"inputs":[{"name":"x","shape":[3,2],"datatype":"FP32","data":
 * [1,2, 3,4, 5,6]}]}} are {@code
 * {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[3,4, 5,6]}]}}.
 *
 * <p>Only where rows are folded to one ({@link dev.steward.core.shard.Aggregate}) their numbers are
 * read. It must not know how parts are sent.
 */
@NullMarked
package dev.steward.protocol.rows;

import org.jspecify.annotations.NullMarked;
