package dev.steward.sinks.to;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.Outcome;
import dev.steward.sinks.Delivery;
import dev.steward.sinks.Recorded;
import dev.steward.sinks.to.TestServer.Answer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpSinkTest {

  @TempDir Path folder;

  private static Map<String, AnyValue> map(List<KeyValue> attributes) {
    return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
  }

  /** Read by OpenTelemetry's own classes, which refuse a field that the protocol hasn't. */
  private static ExportLogsServiceRequest read(TestServer.Got got) throws Exception {
    var request = ExportLogsServiceRequest.newBuilder();
    JsonFormat.parser().merge(new String(got.body(), UTF_8), request);
    return request.build();
  }

  @Test
  void records_are_log_records_of_the_protocol() throws Exception {
    try (var log = new Recorded(folder);
        var server = new TestServer();
        var sink =
            new OtlpSink(
                server.at("/v1/logs"),
                Map.of("authorization", "Bearer t"),
                InstantSource.fixed(Recorded.NOW.plusSeconds(3)))) {
      log.request(new RecordId(1, 2), Outcome.FAILED);
      assertThat(sink.deliver(log.batch())).isEqualTo(new Delivery.Taken(0));
      var got = server.next();
      assertThat(got.path()).isEqualTo("/v1/logs");
      assertThat(got.headers())
          .containsEntry("content-type", "application/json")
          .containsEntry("authorization", "Bearer t");
      var logs = read(got).getResourceLogs(0);
      assertThat(map(logs.getResource().getAttributesList()).get("steward.log.origin"))
          .isEqualTo(AnyValue.newBuilder().setStringValue(Recorded.ORIGIN).build());
      var records = logs.getScopeLogs(0).getLogRecordsList();
      assertThat(records).hasSize(2);
      var start = records.getFirst();
      assertThat(start.getEventName()).isEqualTo("steward.audit.start");
      assertThat(start.getTimeUnixNano()).isEqualTo(Recorded.NOW.getEpochSecond() * 1_000_000_000L);
      assertThat(start.getObservedTimeUnixNano() - start.getTimeUnixNano())
          .isEqualTo(3_000_000_000L);
      assertThat(start.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_INFO);
      assertThat(map(start.getAttributesList()))
          .containsEntry("steward.index", AnyValue.newBuilder().setIntValue(0).build())
          .containsEntry(
              "steward.id",
              AnyValue.newBuilder().setStringValue(new RecordId(1, 2).toString()).build());
      var end = records.getLast();
      assertThat(end.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_ERROR);
      assertThat(map(end.getAttributesList()))
          .containsEntry("steward.outcome", AnyValue.newBuilder().setStringValue("failed").build())
          .containsEntry("steward.responseBytes", AnyValue.newBuilder().setIntValue(34).build());
    }
  }

  @Test
  void a_partial_success_is_counted_and_whatever_else_it_answers_is_taken() throws Exception {
    var partial = ExportLogsServiceResponse.newBuilder();
    partial.getPartialSuccessBuilder().setRejectedLogRecords(2).setErrorMessage("no");
    try (var log = new Recorded(folder);
        var server = new TestServer();
        var sink =
            new OtlpSink(server.at("/v1/logs"), Map.of(), InstantSource.fixed(Recorded.NOW))) {
      log.requests(1);
      server.answers(new Answer(200, Map.of(), JsonFormat.printer().print(partial)));
      assertThat(sink.deliver(log.batch())).isEqualTo(new Delivery.Taken(2));
      for (var body : List.of("", "{}", "[]", "\n\u0001rubbish", "{\"partialSuccess\":7}")) {
        server.answers(new Answer(200, Map.of(), body));
        assertThat(sink.deliver(log.batch())).isEqualTo(new Delivery.Taken(0));
      }
    }
  }
}
