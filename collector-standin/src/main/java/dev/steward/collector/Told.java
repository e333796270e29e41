package dev.steward.collector;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A span that a collector was told.
 *
 * @param by who told it
 */
public record Told(Resource by, Span span) {

  /** What it is called. */
  public String name() {
    return span.getName();
  }

  /** Its trace's id, 32 hexadecimal digits. */
  public String trace() {
    return hex(span.getTraceId());
  }

  /** Its id, 16 hexadecimal digits. */
  public String id() {
    return hex(span.getSpanId());
  }

  /** The id of the span above it; empty: it is the first of its trace. */
  public String parent() {
    return hex(span.getParentSpanId());
  }

  /** Whether it is that of a request that came to its process. */
  public boolean isServer() {
    return span.getKind() == Span.SpanKind.SPAN_KIND_SERVER;
  }

  /** Whether it says that something failed. */
  public boolean hasError() {
    return span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR;
  }

  /** When it began, in nanoseconds since 1970. */
  public long start() {
    return span.getStartTimeUnixNano();
  }

  /** When it ended, in nanoseconds since 1970. */
  public long end() {
    return span.getEndTimeUnixNano();
  }

  /** Its attributes: texts, numbers and lists of texts. */
  public Map<String, Object> facts() {
    return facts(span.getAttributesList());
  }

  /** What is known of who told it. */
  public Map<String, Object> teller() {
    return facts(by.getAttributesList());
  }

  private static Map<String, Object> facts(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, fact -> value(fact.getValue())));
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE -> value.getArrayValue().getValuesList().stream().map(Told::value).toList();
      default -> value.toString();
    };
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }
}
