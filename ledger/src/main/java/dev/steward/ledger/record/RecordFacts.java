package dev.steward.ledger.record;

import dev.steward.ledger.entry.EntryKind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a record says, as names with texts and numbers: what people see of it, and what leaves for
 * other systems. Nothing of a body is among them.
 */
public final class RecordFacts {

  private RecordFacts() {}

  /** What a kind is called: {@code purge-receipt}. */
  public static String name(EntryKind kind) {
    return name((Enum<?>) kind);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The facts that the record has, in a fixed order; {@code kind}, {@code id} and {@code at} first.
   *
   * @return texts, and numbers as {@link Long} or {@link Integer}
   */
  public static Map<String, Object> of(EvidenceRecord record) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("kind", name(record.kind()));
    facts.put("id", record.id().toString());
    facts.put("at", record.at().toString());
    switch (record) {
      case RequestStart start -> add(facts, start);
      case RequestEnd end -> add(facts, end);
      case ContentPart part -> add(facts, part);
      case Interrupted _ -> {}
      case Gap gap -> {
        facts.put("from", gap.from().toString());
        facts.put("requests", gap.requests());
        facts.put("reason", gap.reason().text());
      }
      case PurgeIntent intent -> add(facts, intent.set());
      case PurgeReceipt receipt -> add(facts, receipt.set());
    }
    return facts;
  }

  private static void add(Map<String, Object> facts, RequestStart start) {
    facts.put("gateway", start.gateway().text());
    facts.put("service", start.service().text());
    facts.put("serviceUid", start.serviceUid().text());
    facts.put("requestId", start.requestId().text());
    facts.put("endpoint", start.endpoint().text());
    facts.put("model", start.model().text());
    start.modelDigest().ifPresent(digest -> facts.put("modelDigest", digest.text()));
    start.imageDigest().ifPresent(digest -> facts.put("imageDigest", digest.text()));
    start.policyDigest().ifPresent(digest -> facts.put("policyDigest", digest.text()));
    start.parent().ifPresent(parent -> facts.put("parent", parent.toString()));
    facts.put("monotonicNanos", start.monotonicNanos());
  }

  private static void add(Map<String, Object> facts, RequestEnd end) {
    facts.put("outcome", name(end.outcome()));
    facts.put("status", end.status());
    end.errorCode().ifPresent(code -> facts.put("errorCode", code.text()));
    end.revision().ifPresent(revision -> facts.put("revision", revision.text()));
    end.pod().ifPresent(pod -> facts.put("pod", pod.text()));
    facts.put("requestBytes", end.requestBytes());
    facts.put("responseBytes", end.responseBytes());
    end.items().ifPresent(items -> facts.put("items", items));
    end.modelDigest().ifPresent(digest -> facts.put("modelDigest", digest.text()));
    end.imageDigest().ifPresent(digest -> facts.put("imageDigest", digest.text()));
    facts.put("monotonicNanos", end.monotonicNanos());
  }

  private static void add(Map<String, Object> facts, ContentPart part) {
    facts.put("number", part.number());
    facts.put("requestBytes", part.request().length);
    facts.put("answerBytes", part.answer().length);
  }

  private static void add(Map<String, Object> facts, PurgedSet set) {
    facts.put("bucket", set.bucket().path());
    facts.put("keyId", set.keyId().text());
    facts.put("count", set.count());
    facts.put("first", set.first());
    facts.put("last", set.last());
    facts.put("root", set.root().base64());
    set.policyDigest().ifPresent(digest -> facts.put("policyDigest", digest.text()));
  }
}
