/** What tests of the runtime are built from: models, servers, clients. */
@NullMarked
package dev.steward.runtime.testing;

import org.jspecify.annotations.NullMarked;
