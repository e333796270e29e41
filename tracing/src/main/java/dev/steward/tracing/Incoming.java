package dev.steward.tracing;

import java.util.List;

/** A request as its span begins; asked only where somebody is told. */
public interface Incoming {

  /** What its span is called for now, such as {@code POST}. */
  String name();

  /** All values of a header field, by its name in lower case; none where it isn't there. */
  List<String> field(String name);

  /** What is known of it. */
  List<Fact> facts();
}
