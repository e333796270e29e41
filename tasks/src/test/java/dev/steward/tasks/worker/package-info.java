@NullMarked
package dev.steward.tasks.worker;

import org.jspecify.annotations.NullMarked;
