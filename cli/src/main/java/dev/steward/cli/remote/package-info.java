/**
 * What is in a cluster: tasks at its gateways, over HTTP ({@code /v1/tasks} as
 * docs/reference/endpoints.md has it), policies and what they govern, and gateways' evidence logs.
 *
 * <p>It must not know the command line, nor how a task is run.
 */
@NullMarked
package dev.steward.cli.remote;

import org.jspecify.annotations.NullMarked;
