/** The gateway's admin port, for the kubelet and for Prometheus; no inference passes here. */
@NullMarked
package dev.steward.gateway.http;

import org.jspecify.annotations.NullMarked;
