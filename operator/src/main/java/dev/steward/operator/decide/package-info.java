/**
 * One pure call between what was observed and what is done: the whole of what the operator wants of
 * a service at this moment. It must not know Kubernetes' client, a clock or what is told to people.
 */
@NullMarked
package dev.steward.operator.decide;

import org.jspecify.annotations.NullMarked;
