package dev.steward.cli.audit;

import dev.steward.ledger.record.ContentEnd;
import dev.steward.ledger.search.FoundContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was asked and answered. */
public final class ContentText {

  private ContentText() {}

  /** For people: both bodies, each after a line that says what it is. */
  public static List<String> lines(FoundContent content) {
    var lines = new ArrayList<String>();
    lines.add(
        "request, " + size(content.request().length, content.end().map(ContentEnd::requestBytes)));
    lines.add(readable(content.request()));
    lines.add(
        "answer, " + size(content.answer().length, content.end().map(ContentEnd::answerBytes)));
    lines.add(readable(content.answer()));
    lines.add(kept(content));
    if (content.missing() > 0) {
      lines.add("%,d earlier parts were destroyed".formatted(content.missing()));
    }
    return lines;
  }

  private static String size(long kept, Optional<Long> passed) {
    return passed
        .filter(all -> all != kept)
        .map(all -> String.format(Locale.ROOT, "%,d of %,d bytes:", kept, all))
        .orElseGet(() -> String.format(Locale.ROOT, "%,d bytes:", kept));
  }

  /** A client wrote it: no byte of it may mean anything to a terminal. */
  private static String readable(byte[] bytes) {
    var text = new StringBuilder();
    new String(bytes, StandardCharsets.UTF_8)
        .codePoints()
        .map(c -> c == '\n' || c == '\t' || !isControl(c) ? c : '\uFFFD')
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static boolean isControl(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static String kept(FoundContent content) {
    return content
        .end()
        .map(end ->
            switch (end.kept()) {
              case WHOLE -> "whole";
              case TOO_LARGE -> "cut: it is larger than what is kept of one request";
              case TOO_SLOW -> "cut: the disk didn't keep up";
              case NO_ROOM -> "cut: the volume was too full";
            })
        .orElse("cut: the gateway ended, or this goes on now");
  }

  /** For programs: one object. */
  public static Map<String, Object> json(FoundContent content) {
    var json = new LinkedHashMap<String, Object>();
    json.put("request", Base64.getEncoder().encodeToString(content.request()));
    json.put("answer", Base64.getEncoder().encodeToString(content.answer()));
    content
        .end()
        .ifPresent(end -> {
          json.put("requestBytes", end.requestBytes());
          json.put("answerBytes", end.answerBytes());
        });
    json.put(
        "kept",
        content
            .end()
            .map(end -> end.kept().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .orElse("interrupted"));
    json.put("missing", content.missing());
    return json;
  }
}
