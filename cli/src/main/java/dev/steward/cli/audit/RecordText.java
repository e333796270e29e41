package dev.steward.cli.audit;

import dev.steward.ledger.entry.EntryKind;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.Gap;
import dev.steward.ledger.record.Interrupted;
import dev.steward.ledger.record.PurgeIntent;
import dev.steward.ledger.record.PurgeReceipt;
import dev.steward.ledger.record.PurgedSet;
import dev.steward.ledger.record.RequestEnd;
import dev.steward.ledger.record.RequestStart;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A record. */
public final class RecordText {

  private RecordText() {}

  /** What a kind is called: {@code purge-receipt}. */
  public static String name(EntryKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For people: one line. */
  public static String line(long index, EvidenceRecord record) {
    var fields = json(record);
    var rest =
        fields.entrySet().stream()
            .filter(field -> !field.getKey().equals("at") && !field.getKey().equals("kind"))
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining(" "));
    return "%d %s %s %s".formatted(index, fields.get("at"), fields.get("kind"), rest);
  }

  /** For programs: one object, with the fields that the record has. */
  public static Map<String, Object> json(EvidenceRecord record) {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", name(record.kind()));
    json.put("id", record.id().toString());
    json.put("at", record.at().toString());
    switch (record) {
      case RequestStart start -> add(json, start);
      case RequestEnd end -> add(json, end);
      case Interrupted _ -> {}
      case Gap gap -> {
        json.put("from", gap.from().toString());
        json.put("requests", gap.requests());
        json.put("reason", gap.reason().text());
      }
      case PurgeIntent intent -> add(json, intent.set());
      case PurgeReceipt receipt -> add(json, receipt.set());
    }
    return json;
  }

  private static void add(Map<String, Object> json, RequestStart start) {
    json.put("gateway", start.gateway().text());
    json.put("service", start.service().text());
    json.put("serviceUid", start.serviceUid().text());
    json.put("requestId", start.requestId().text());
    json.put("endpoint", start.endpoint().text());
    json.put("model", start.model().text());
    start.modelDigest().ifPresent(digest -> json.put("modelDigest", digest.text()));
    start.imageDigest().ifPresent(digest -> json.put("imageDigest", digest.text()));
    start.policyDigest().ifPresent(digest -> json.put("policyDigest", digest.text()));
    start.parent().ifPresent(parent -> json.put("parent", parent.toString()));
    json.put("monotonicNanos", start.monotonicNanos());
  }

  private static void add(Map<String, Object> json, RequestEnd end) {
    json.put("outcome", end.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("status", end.status());
    end.errorCode().ifPresent(code -> json.put("errorCode", code.text()));
    end.revision().ifPresent(revision -> json.put("revision", revision.text()));
    end.pod().ifPresent(pod -> json.put("pod", pod.text()));
    json.put("requestBytes", end.requestBytes());
    json.put("responseBytes", end.responseBytes());
    end.items().ifPresent(items -> json.put("items", items));
    end.modelDigest().ifPresent(digest -> json.put("modelDigest", digest.text()));
    end.imageDigest().ifPresent(digest -> json.put("imageDigest", digest.text()));
    json.put("monotonicNanos", end.monotonicNanos());
  }

  private static void add(Map<String, Object> json, PurgedSet set) {
    json.put("bucket", set.bucket().path());
    json.put("keyId", set.keyId().text());
    json.put("count", set.count());
    json.put("first", set.first());
    json.put("last", set.last());
    json.put("root", set.root().base64());
    set.policyDigest().ifPresent(digest -> json.put("policyDigest", digest.text()));
  }
}
