/**
 * Which service a request is for; pure.
 *
 * <p>On a service's own port there is nothing to decide: the port is the service. On the shared
 * front port the first of these that matches decides:
 *
 * <ol>
 *   <li>the hostname: {@code Host: minilm.example.com}, when a service claims it;
 *   <li>the path: {@code /team-a/minilm/v1/embeddings} is {@code /v1/embeddings} of {@code
 *       team-a/minilm};
 *   <li>the model: {@code /v2/models/minilm/infer}, or the {@code model} of an OpenAI body, or with
 *       an image as the body the header {@code x-steward-model}, when exactly one service has a
 *       model of that name.
 * </ol>
 *
 * <p>It knows nothing of sockets, of HTTP libraries and of Kubernetes.
 */
@NullMarked
package dev.steward.gateway.route;

import org.jspecify.annotations.NullMarked;
