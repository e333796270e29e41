/**
 * A stand-in for an engine that shards a model over pods itself, as far as Steward sees it: a
 * leader and ranks that join it. It computes nothing. It checks that what it was given is as
 * docs/contracts.md says ("A group's pods"), and answers requests only as long as that holds; what
 * doesn't is in its last words, or in its answer.
 */
@NullMarked
package dev.steward.standin;

import org.jspecify.annotations.NullMarked;
