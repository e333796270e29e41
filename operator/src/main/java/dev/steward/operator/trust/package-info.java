/**
 * Where the CA and what it signs are kept: Secrets.
 *
 * <p>The CA lies in Steward's namespace. It is made once and never overwritten: whoever comes
 * second in making it takes the first one's. The plan of a service has a Secret without content,
 * whose annotation says which name it is to prove; the content is put in when it is applied, and
 * what is stored already stays as long as it is good. So a second reconcile writes nothing, though
 * no two keys are alike.
 *
 * <p>No key is logged, and none is kept here longer than it takes to store it.
 */
@NullMarked
package dev.steward.operator.trust;

import org.jspecify.annotations.NullMarked;
