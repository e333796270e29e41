/** Tests of the server of HTTP by itself. */
@NullMarked
package dev.steward.runtime.web;

import org.jspecify.annotations.NullMarked;
