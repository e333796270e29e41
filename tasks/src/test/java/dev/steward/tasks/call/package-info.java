@NullMarked
package dev.steward.tasks.call;

import org.jspecify.annotations.NullMarked;
