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

  /** Which slice of a task, from 0. */
  public static final String TASK_SLICE = "steward.task.slice";

  /** Slices that a task has. */
  public static final String TASK_SLICES = "steward.task.slices";

  /** Which item of a task, from 0. */
  public static final String TASK_ITEM = "steward.task.item";

  /** Items of a task, or of a slice, that are through. */
  public static final String TASK_ITEMS = "steward.task.items";

  /** Those of them that have failed. */
  public static final String TASK_FAILED = "steward.task.items.failed";

  /** How often it was tried, this time counted. */
  public static final String ATTEMPT = "steward.attempt";

  /** Rows of the request's batch. */
  public static final String ROWS = "steward.rows";

  /** Which part of a batch that several pods compute, from 0. */
  public static final String PART = "steward.part.index";

  /** Why a part was sent: {@code first}, {@code hedge} or {@code rerun}. */
  public static final String PART_RUN = "steward.part.run";

  /** Pieces of work, of this and other requests, that were computed together. */
  public static final String BATCH_SIZE = "steward.batch.size";

  /** Rows that they have together. */
  public static final String BATCH_ROWS = "steward.batch.rows";

  /** Which stage of a pipeline, from 0. */
  public static final String STAGE = "steward.stage.index";

  /** Stages that the model has. */
  public static final String STAGES = "steward.stage.count";

  /** Seconds that a stage had the micro-batch before it took it up. */
  public static final String STAGE_WAITED = "steward.stage.waited";

  /** Which of several answers, from 0. */
  public static final String CHOICE = "steward.choice";

  /** Parts of the request that have no span, for it had too many. */
  public static final String UNTOLD = "steward.parts.untold";

  /** {@link #PROVIDER} of Steward's own engine. */
  public static final String STEWARD = "steward";

  private FactKeys() {}
}
