@NullMarked
package dev.steward.runtime.beside;

import org.jspecify.annotations.NullMarked;
