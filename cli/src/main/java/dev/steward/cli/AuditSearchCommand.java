package dev.steward.cli;

import dev.steward.cli.audit.RecordText;
import dev.steward.core.task.TaskUid;
import dev.steward.ledger.entry.RecordId;
import dev.steward.ledger.record.EvidenceRecord;
import dev.steward.ledger.record.RecordFacts;
import dev.steward.ledger.record.RequestStart;
import dev.steward.ledger.search.FoundRecord;
import dev.steward.ledger.search.RecordFamily;
import dev.steward.ledger.search.RecordSearch;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steward audit search DIR}. */
@Command(
    name = "search",
    description = {
      "Prints the records that fit, in the order of the log. Reads them, with the root key; verifies",
      "nothing."
    },
    mixinStandardHelpOptions = true)
final class AuditSearchCommand implements Callable<Integer> {

  private static final int MOST = 100_000;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private AuditLog log = new AuditLog();

  @Mixin private AuditRootKey root = new AuditRootKey();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "All records of one request, by the 32 digits of their id.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--task",
      paramLabel = "UID",
      description = {
        "All records of an InferenceTask: of its items and their parts, of the request that made it",
        "and of those that asked for its state and results. By the task's metadata.uid."
      })
  private Optional<String> task = Optional.empty();

  @Option(
      names = "--request-id",
      paramLabel = "TEXT",
      description = "Starts of requests with this x-request-id.")
  private Optional<String> requestId = Optional.empty();

  @Option(
      names = "--service",
      paramLabel = "NAMESPACE/NAME",
      description = "Starts of requests to this service.")
  private Optional<String> service = Optional.empty();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "start, end, interrupted, gap, purge-intent or purge-receipt.")
  private Optional<String> kind = Optional.empty();

  @Option(names = "--from", paramLabel = "DATE", description = "First day, in UTC. Default: today.")
  private Optional<LocalDate> from = Optional.empty();

  @Option(names = "--to", paramLabel = "DATE", description = "Last day, in UTC. Default: --from.")
  private Optional<LocalDate> to = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "At most so many records. Default: 100.")
  private int limit = 100;

  @Option(names = "--json", description = "Prints a JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw Refused.usage("--limit", limit + " records can't be", "use a number from 1 to " + MOST);
    }
    var wantedId = id.map(AuditLog::id);
    var out = spec.commandLine().getOut();
    for (var found : found(wantedId)) {
      out.println(json ? JsonLine.of(json(found)) : line(found));
    }
    out.flush();
    return ExitCode.DONE;
  }

  private List<FoundRecord> found(Optional<RecordId> wantedId) {
    var first = from.orElseGet(() -> LocalDate.now(ZoneOffset.UTC));
    var last = to.orElse(first);
    if (last.isBefore(first)) {
      throw Refused.usage("--to", last + " is before " + first, "give the later day");
    }
    var key = root.key();
    var wantedTask = task.map(AuditSearchCommand::uid);
    return log.read(volume -> {
      Predicate<EvidenceRecord> ofTask = _ -> true;
      if (wantedTask.isPresent()) {
        ofTask = RecordFamily.find(volume, key, wantedTask.get(), first, last)::has;
      }
      return RecordSearch.find(
          volume, key, first, last, ofTask.and(record -> fits(record, wantedId)), limit);
    });
  }

  private static RecordId uid(String text) {
    return TaskUid.parse(text)
        .map(uid -> RecordId.of(uid.value()))
        .orElseThrow(() ->
            Refused.usage(
                "--task",
                text + " is no uid",
                "use metadata.uid of the InferenceTask, such as"
                    + " 0b8f3a52-1c1d-4a7e-9f10-52d3c6a1b7e4"));
  }

  private boolean fits(EvidenceRecord record, Optional<RecordId> wantedId) {
    return wantedId.filter(wanted -> !record.id().equals(wanted)).isEmpty()
        && kind.filter(wanted -> !RecordFacts.name(record.kind()).equals(wanted)).isEmpty()
        && ((service.isEmpty() && requestId.isEmpty())
            || (record instanceof RequestStart start && fits(start)));
  }

  private boolean fits(RequestStart start) {
    return service.filter(wanted -> !start.service().text().equals(wanted)).isEmpty()
        && requestId.filter(wanted -> !start.requestId().text().equals(wanted)).isEmpty();
  }

  private static String line(FoundRecord found) {
    return RecordText.line(found.index(), found.record());
  }

  private static Object json(FoundRecord found) {
    var json = new LinkedHashMap<String, Object>();
    json.put("index", found.index());
    json.putAll(RecordFacts.of(found.record()));
    return json;
  }
}
