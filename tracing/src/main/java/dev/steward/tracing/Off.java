package dev.steward.tracing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Nobody is told. */
final class Off {

  static final Tracing TRACING =
      new Tracing() {
        @Override
        public RequestSpan begin(Incoming incoming) {
          return SPAN;
        }

        @Override
        public RequestSpan within(TraceContext place) {
          return SPAN;
        }

        @Override
        public RequestSpan resume(TraceContext begun, Incoming incoming, Instant since) {
          return SPAN;
        }

        @Override
        public Optional<SpanCounts> counts() {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  static final RequestSpan SPAN =
      new RequestSpan() {
        @Override
        public Optional<String> traceId() {
          return Optional.empty();
        }

        @Override
        public Optional<TraceContext> handOn() {
          return Optional.empty();
        }

        @Override
        public void named(String name) {}

        @Override
        public void add(Fact fact) {}

        @Override
        public void part(String name, long fromNanos, long toNanos, List<Fact> facts) {}

        @Override
        public RequestSpan begin(String name, List<Fact> facts) {
          return this;
        }

        @Override
        public void end(Verdict verdict) {}
      };

  private Off() {}
}
