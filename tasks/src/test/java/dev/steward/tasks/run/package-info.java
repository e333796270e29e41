@NullMarked
package dev.steward.tasks.run;

import org.jspecify.annotations.NullMarked;
