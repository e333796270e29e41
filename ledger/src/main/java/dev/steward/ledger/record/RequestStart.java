package dev.steward.ledger.record;

import dev.steward.ledger.entry.RecordId;
import java.time.Instant;
import java.util.Optional;

/**
 * A request came in; durable before the first byte of its answer goes out.
 *
 * @param monotonicNanos of the gateway's process, to tell a clock that was set from time that
 *     passed
 * @param gateway the gateway's pod
 * @param service {@code namespace/name}
 * @param serviceUid of the ModelService
 * @param requestId of the gateway's own making, never a client's
 * @param endpoint which of the service's endpoints, such as {@code /v1/embeddings}
 * @param model as the service calls it
 * @param modelDigest {@code sha256:…}, where it is pinned, and the same whichever revision answers
 * @param imageDigest of the runtime, likewise
 * @param policyDigest of the policy in force
 * @param parent what this one is a part of: a request, by the id of its record, or an
 *     InferenceTask, by its uid ({@link RecordId#of(java.util.UUID)})
 */
public record RequestStart(
    RecordId id,
    Instant at,
    long monotonicNanos,
    Word gateway,
    Word service,
    Word serviceUid,
    Word requestId,
    Word endpoint,
    Word model,
    Optional<Word> modelDigest,
    Optional<Word> imageDigest,
    Optional<Word> policyDigest,
    Optional<RecordId> parent)
    implements EvidenceRecord {

  public RequestStart {
    at = Fields.micros(at);
  }

  /** The start of a part of this request, which is asked for under the same name. */
  public RequestStart part(RecordId part, Instant begun, long nanos) {
    return new RequestStart(
        part,
        begun,
        nanos,
        gateway,
        service,
        serviceUid,
        requestId,
        endpoint,
        model,
        modelDigest,
        imageDigest,
        policyDigest,
        Optional.of(id));
  }
}
