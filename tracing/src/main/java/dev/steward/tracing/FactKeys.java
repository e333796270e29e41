package dev.steward.tracing;

/**
 * Keys of attributes. Those without {@code steward.} are of OpenTelemetry's semantic conventions
 * 1.45 (HTTP: stable; RPC: release candidate; generative AI: in development, besides {@code
 * gen_ai.latency.*}, which vLLM writes and dashboards for it read).
 */
public final class FactKeys {

  public static final String HTTP_METHOD = "http.request.method";
  public static final String HTTP_ROUTE = "http.route";
  public static final String HTTP_STATUS = "http.response.status_code";
  public static final String SCHEME = "url.scheme";
  public static final String PROTOCOL_VERSION = "network.protocol.version";
  public static final String RPC_SYSTEM = "rpc.system.name";
  public static final String RPC_METHOD = "rpc.method";
  public static final String RPC_STATUS = "rpc.response.status_code";

  /** An error's code, or {@code client_gone}. */
  public static final String ERROR = "error.type";

  public static final String OPERATION = "gen_ai.operation.name";
  public static final String PROVIDER = "gen_ai.provider.name";
  public static final String REQUEST_MODEL = "gen_ai.request.model";
  public static final String MOST_TOKENS = "gen_ai.request.max_tokens";
  public static final String CHOICES = "gen_ai.request.choice.count";
  public static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
  public static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
  public static final String CACHED_TOKENS = "gen_ai.usage.cache_read.input_tokens";
  public static final String FINISH_REASONS = "gen_ai.response.finish_reasons";

  /** Seconds from the request to its first token. */
  public static final String TO_FIRST_TOKEN = "gen_ai.latency.time_to_first_token";

  /** Seconds until a text had a slot. */
  public static final String IN_QUEUE = "gen_ai.latency.time_in_queue";

  /** {@code NAMESPACE/NAME}. */
  public static final String SERVICE = "steward.service";

  /** The model of tensors, as it is served. */
  public static final String MODEL = "steward.model";

  public static final String MODEL_VERSION = "steward.model.version";
  public static final String REVISION = "steward.revision";

  /** Address and port of the pod that was asked last. */
  public static final String POD = "steward.pod";

  /** The uid of the InferenceTask that it is an item of, or that it made. */
  public static final String TASK = "steward.task.uid";

  /** Rows of the request's batch. */
  public static final String ROWS = "steward.rows";

  /** Pieces of work, of this and other requests, that were computed together. */
  public static final String BATCH_SIZE = "steward.batch.size";

  /** Rows that they have together. */
  public static final String BATCH_ROWS = "steward.batch.rows";

  /** Which of several answers, from 0. */
  public static final String CHOICE = "steward.choice";

  /** Parts of the request that have no span, for it had too many. */
  public static final String UNTOLD = "steward.parts.untold";

  /** {@link #PROVIDER} of Steward's own engine. */
  public static final String STEWARD = "steward";

  private FactKeys() {}
}
