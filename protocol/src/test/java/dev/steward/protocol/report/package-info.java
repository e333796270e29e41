@NullMarked
package dev.steward.protocol.report;

import org.jspecify.annotations.NullMarked;
