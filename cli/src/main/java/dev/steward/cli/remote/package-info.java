/**
 * Tasks at a cluster's gateway, over HTTP: {@code /v1/tasks} as docs/reference/endpoints.md has it.
 *
 * <p>It must not know the command line, nor how a task is run.
 */
@NullMarked
package dev.steward.cli.remote;

import org.jspecify.annotations.NullMarked;
