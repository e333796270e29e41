@NullMarked
package dev.steward.runtime.safetensors;

import org.jspecify.annotations.NullMarked;
