package dev.steward.runtime.grpc;

import dev.steward.runtime.pool.Client;
import dev.steward.runtime.pool.Deadline;

/**
 * The circumstances of a request.
 *
 * @param deadline by when it must be answered
 * @param client who waits for the answer
 */
record Asked(Deadline deadline, Client client) {}
