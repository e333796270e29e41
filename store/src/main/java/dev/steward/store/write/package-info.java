/**
 * Keeps what tasks leave behind, each thing once: what is there is never replaced.
 *
 * <p>Kubernetes may run the same part of a Job twice at once, and a person may start a task twice.
 * Both write the same names; the first one's bytes stay, and the other one is told so. Nothing is
 * ever seen half written.
 */
@NullMarked
package dev.steward.store.write;

import org.jspecify.annotations.NullMarked;
