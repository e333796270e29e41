package dev.steward.core.error;

/**
 * Every error a user of Steward can meet. The code is stable: clients, metrics and the
 * documentation refer to it by name.
 */
public enum ErrorCode {
  /** The body isn't what the endpoint reads: not JSON, a wrong type, a missing or unknown field. */
  INVALID_REQUEST(400, "invalid_request"),
  /** A tensor's data don't fit its shape, its datatype or the model's signature. */
  INVALID_TENSOR(400, "invalid_tensor"),
  /** Only who may make InferenceTasks in the namespace may ask for this. */
  NOT_OVER_HTTP(403, "not_over_http"),
  /**
   * The service breaks a policy and is in quarantine, or a task asks for what its policies don't
   * let; asking again is of no use.
   */
  POLICY_VIOLATION(403, "policy_violation"),
  /** Nobody may load or unload models by hand here. */
  CONTROL_DENIED(403, "control_denied"),
  /** No such path, model or version here. */
  NOT_FOUND(404, "not_found"),
  /** The path exists, the method doesn't. */
  METHOD_NOT_ALLOWED(405, "method_not_allowed"),
  /** The client took longer to send its request than it is given. */
  REQUEST_TIMEOUT(408, "request_timeout"),
  /** Several services answer to this model name; the address must say which. */
  AMBIGUOUS_MODEL(409, "ambiguous_model"),
  /** There is another task of this name. */
  TASK_CONFLICT(409, "task_conflict"),
  /** The task has no results yet. */
  NOT_FINISHED(409, "not_finished"),
  /** The body is larger than the endpoint takes. */
  REQUEST_TOO_LARGE(413, "request_too_large"),
  /** The content type isn't one the endpoint reads. */
  UNSUPPORTED_MEDIA_TYPE(415, "unsupported_media_type"),
  /** The bytes are no image that can be decoded: of another kind, cut or damaged. */
  UNREADABLE_IMAGE(422, "unreadable_image"),
  /** The queue is full; the answer carries Retry-After. */
  QUEUE_FULL(429, "queue_full"),
  /** The request's headers are larger than taken. */
  HEADERS_TOO_LARGE(431, "headers_too_large"),
  /** A fault of Steward's own. */
  INTERNAL(500, "internal"),
  /** The replica broke off while it answered. */
  BAD_REPLICA(502, "bad_replica"),
  /** What the parts of a batch were answered with can't be put together. */
  CANNOT_AGGREGATE(502, "cannot_aggregate"),
  /** No replica is ready; the answer carries Retry-After. */
  NO_REPLICA(503, "no_replica"),
  /** Tasks can't be read or written now; the answer carries Retry-After. */
  TASKS_UNAVAILABLE(503, "tasks_unavailable"),
  /**
   * The request says that it is an item of a task, and no such task that isn't finished is known
   * here; the answer carries Retry-After.
   */
  TASK_UNKNOWN(503, "task_unknown"),
  /**
   * No record of the request can be written, and its policy lets none be answered without; the
   * answer carries Retry-After.
   */
  UNRECORDED(503, "unrecorded"),
  /**
   * This gateway doesn't judge requests by the policies that were written for the service, and one
   * that denies lets it answer none; another gateway does. The answer carries Retry-After.
   */
  POLICY_BEHIND(503, "policy_behind"),
  /** This process is stopping; another one answers. */
  STOPPING(503, "stopping"),
  /** The request's deadline passed before its answer. */
  DEADLINE_EXCEEDED(504, "deadline_exceeded"),

  /** The runtime's own configuration can't be read. */
  INVALID_CONFIG(500, "invalid_config"),
  /** The model's address leads to nothing. */
  MODEL_MISSING(500, "model_missing"),
  /** The model couldn't be brought from its address. */
  DOWNLOAD_FAILED(500, "download_failed"),
  /** The model's bytes aren't those its digest names. */
  DIGEST_MISMATCH(500, "digest_mismatch"),
  /** The model isn't signed by whom it must be, or not all of it. */
  SIGNATURE_INVALID(500, "signature_invalid"),
  /** The model's files can't be read as a model. */
  MODEL_CORRUPT(500, "model_corrupt"),
  /**
   * The model isn't one that its task can use: an input, an output or a tokenizer is missing or of
   * a wrong shape.
   */
  MODEL_UNSUITABLE(500, "model_unsuitable"),
  /** The GPU that the process was told to compute on isn't there or can't be used. */
  GPU_UNUSABLE(500, "gpu_unusable"),
  /** The process has less memory than the model needs. */
  OUT_OF_MEMORY(500, "out_of_memory"),
  /** The model is larger than the place that is to hold it. */
  DISK_FULL(500, "disk_full");

  private final int httpStatus;
  private final String code;

  ErrorCode(int httpStatus, String code) {
    this.httpStatus = httpStatus;
    this.code = code;
  }

  /** The HTTP status of an answer that tells this error. */
  public int httpStatus() {
    return httpStatus;
  }

  /** The code as it stands on the wire, in metrics and in the documentation: snake case. */
  public String code() {
    return code;
  }
}
