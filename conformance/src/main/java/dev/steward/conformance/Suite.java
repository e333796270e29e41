package dev.steward.conformance;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All checks, and running them. */
public final class Suite {

  private static final List<Check> CHECKS =
      Stream.of(
              AboutChecks.all(),
              InferChecks.all(),
              BinaryChecks.all(),
              ClassificationChecks.all(),
              ErrorChecks.all(),
              RepositoryChecks.all(),
              GrpcChecks.all())
          .flatMap(List::stream)
          .toList();

  private Suite() {}

  /** All checks, in the order in which they are run. */
  public static List<Check> checks() {
    return CHECKS;
  }

  /**
   * Looks at a server.
   *
   * @param server the address before {@code /v2}
   * @param grpc HOST:PORT of its gRPC side, without TLS; empty: that isn't looked at
   * @param model its name; empty: one that the server lists
   * @throws IOException when the server can't be talked to
   * @throws UnfitException when it has no model that requests can be made for
   */
  public static Report run(URI server, Optional<String> grpc, Optional<String> model)
      throws IOException, InterruptedException, UnfitException {
    try (var rest = new Rest(server)) {
      if (grpc.isEmpty()) {
        var subject = Subject.find(rest, Optional.empty(), model);
        return new Report(described(server, grpc, subject), look(subject));
      }
      try (var channel = new Grpc(grpc.get())) {
        var subject = Subject.find(rest, Optional.of(channel), model);
        return new Report(described(server, grpc, subject), look(subject));
      }
    }
  }

  private static String described(URI server, Optional<String> grpc, Subject subject) {
    return "%s%s, model %s: %s -> %s"
        .formatted(
            server,
            grpc.map(address -> " and gRPC at " + address).orElse(""),
            subject.model(),
            subject.inputs(),
            subject.outputs());
  }

  /** Runs all checks on a server whose model is known. */
  static List<Result> look(Subject subject) throws InterruptedException {
    var results = new ArrayList<Result>();
    for (var check : CHECKS) {
      results.add(new Result(check, look(check, subject)));
    }
    return results;
  }

  private static Verdict look(Check check, Subject subject) throws InterruptedException {
    try {
      return check.probe().look(subject);
    } catch (IOException e) {
      return new Verdict.Failed("the request of this check", "an answer", "none: " + e);
    }
  }
}
