package dev.steward.bench.faults.away;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.ledger.record.RecordFacts;
import dev.steward.ledger.search.FoundRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a receiver has taken from one log. */
public final class Received {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MAC = "HmacSHA256";

  private final String origin;
  private final SecretKeySpec key;
  private final Map<Long, Map<String, String>> taken = new ConcurrentHashMap<>();
  private final LongAdder again = new LongAdder();
  private final LongAdder illFormed = new LongAdder();

  /**
   * What the receiver has, against what the log has.
   *
   * @param undelivered records of the log that it should have and hasn't
   * @param foreign records that the log hasn't, or has in another form
   */
  public record Compared(long undelivered, long foreign) {}

  /**
   * Nothing, so far.
   *
   * @param origin of the log that may send
   * @param key that it signs with
   */
  public Received(String origin, byte[] key) {
    this.origin = origin;
    this.key = new SecretKeySpec(key, MAC);
  }

  /** The records of a body, by their index; empty if it isn't as it is promised to be. */
  Optional<Map<Long, Map<String, String>>> read(Posted head, byte[] body) throws IOException {
    var records = new TreeMap<Long, Map<String, String>>();
    var inOrder = new ArrayList<Long>();
    for (var line : new String(body, StandardCharsets.UTF_8).lines().toList()) {
      var facts = new TreeMap<String, String>();
      JSON.readTree(line)
          .properties()
          .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
      if (!origin.equals(facts.remove("origin"))) {
        return wrong();
      }
      var index = Long.parseLong(String.valueOf(facts.remove("index")));
      records.put(index, facts);
      inOrder.add(index);
    }
    var isWhole =
        !inOrder.isEmpty()
            && inOrder.equals(List.copyOf(records.keySet()))
            && head.field("webhook-id")
                .equals("%s#%d-%d".formatted(origin, inOrder.getFirst(), inOrder.getLast()));
    return isWhole && isSigned(head, body) ? Optional.of(records) : wrong();
  }

  private <T> Optional<T> wrong() {
    illFormed.increment();
    return Optional.empty();
  }

  /** As Standard Webhooks has it. */
  private boolean isSigned(Posted head, byte[] body) {
    try {
      var mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update(
          "%s.%s."
              .formatted(head.field("webhook-id"), head.field("webhook-timestamp"))
              .getBytes(StandardCharsets.UTF_8));
      var right = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
      return MessageDigest.isEqual(
          right.getBytes(StandardCharsets.UTF_8),
          head.field("webhook-signature").getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  /** The sender knows that these are taken. */
  void take(Map<Long, Map<String, String>> records) {
    records.forEach((index, facts) -> {
      var before = taken.putIfAbsent(index, facts);
      if (before != null) {
        again.increment();
      }
      if (before != null && !before.equals(facts)) {
        illFormed.increment();
      }
    });
  }

  /** Whether all entries before one are taken. */
  public boolean hasAllBefore(long index) {
    return taken.size() >= index && LongStream.range(0, index).allMatch(taken::containsKey);
  }

  /**
   * Holds it against what the log has.
   *
   * @param signed records before this one should be here
   */
  public Compared compare(List<FoundRecord> log, long signed) {
    var there = log.stream().collect(Collectors.toMap(FoundRecord::index, Function.identity()));
    var undelivered =
        log.stream()
            .filter(found -> found.index() < signed && !taken.containsKey(found.index()))
            .count();
    var foreign =
        taken.entrySet().stream()
            .filter(record ->
                Optional.ofNullable(there.get(record.getKey()))
                    .filter(found -> facts(found).equals(record.getValue()))
                    .isEmpty())
            .count();
    return new Compared(undelivered, foreign);
  }

  private static Map<String, String> facts(FoundRecord found) {
    var facts = new TreeMap<String, String>();
    RecordFacts.of(found.record()).forEach((name, value) -> facts.put(name, value.toString()));
    return facts;
  }

  /** Records that it has. */
  public long count() {
    return taken.size();
  }

  /** Times that one of them came again. */
  public long again() {
    return again.sum();
  }

  /** Bodies that weren't as they are promised to be, and records that came in two forms. */
  public long illFormed() {
    return illFormed.sum();
  }
}
