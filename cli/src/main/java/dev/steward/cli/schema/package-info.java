/**
 * What the API server would say of an object, said beforehand and with line numbers.
 *
 * <p>The one source is the schema in the CustomResourceDefinition: its structure ({@link
 * dev.steward.cli.schema.StructureCheck}), its defaults ({@link dev.steward.cli.schema.Defaults})
 * and its CEL rules ({@link dev.steward.cli.schema.RuleCheck}), in the API server's order. Nothing
 * here knows a field by its name.
 */
@NullMarked
package dev.steward.cli.schema;

import org.jspecify.annotations.NullMarked;
