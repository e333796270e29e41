/**
 * Which pod gets a request: the gateway's choice by the work that is in flight, against round robin
 * and random choice, which live here alone.
 *
 * <p>The pods are of unequal speed, each computes one request at a time, and the work is
 * heavy-tailed: most requests are small, a few are two hundred times as large. None of the pods
 * would be overloaded by round robin, so its queues are bounded and the comparison is a fair one.
 *
 * <p>Once on a virtual clock with the gateway's own {@code ServiceLoad}, over many seeds; once in
 * real time with a real gateway and real connections.
 */
@NullMarked
package dev.steward.bench.balance;

import org.jspecify.annotations.NullMarked;
