/**
 * A YAML file as its writer sees it: documents of values, each with its line and column.
 *
 * <p>Scalars mean what they mean to {@code kubectl}: {@code no} is a truth value, {@code 1:30} is
 * text. Nothing here knows a schema.
 */
@NullMarked
package dev.steward.cli.document;

import org.jspecify.annotations.NullMarked;
