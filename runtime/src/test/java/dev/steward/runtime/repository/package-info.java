@NullMarked
package dev.steward.runtime.repository;

import org.jspecify.annotations.NullMarked;
