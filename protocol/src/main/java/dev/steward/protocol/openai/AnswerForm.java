package dev.steward.protocol.openai;

import dev.steward.protocol.json.JsonValue;

/** Which form an answer must have; {@code response_format}. */
public sealed interface AnswerForm {

  /** Where the schema of an answer stands in a request. */
  String SCHEMA_FIELD = "response_format.json_schema.schema";

  /** Any text. */
  record Words() implements AnswerForm {}

  /** Any JSON object. */
  record AnyObject() implements AnswerForm {}

  /** JSON that meets a schema. */
  record Schema(JsonValue schema) implements AnswerForm {}
}
