@NullMarked
package dev.steward.gateway.task;

import org.jspecify.annotations.NullMarked;
