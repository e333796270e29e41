package dev.steward.runtime.llm;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.Refusal;
import dev.steward.runtime.grammar.Constraint;
import dev.steward.runtime.grammar.Grammar;
import dev.steward.runtime.grammar.TooComplexException;
import dev.steward.runtime.llm.Generation.Piece;
import dev.steward.runtime.llm.Generation.Reason;
import dev.steward.runtime.llm.GenerationRequest.Echo;
import dev.steward.runtime.pool.Tenant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A sequence in its slot: what was read of its prompt, and what it has written. */
final class Sequence {

  private final GenerationRequest request;
  private final Generation generation;
  private final int choice;
  private final Ending ending;
  private final Sampler sampler;
  private final TextStream characters = new TextStream();
  private final StopText stops;
  private final StringBuilder echoed = new StringBuilder();
  private final Told told = new Told();
  private final TextTimes.Clock clock = new TextTimes.Clock();
  private final Optional<Likelihoods> likelihoods;
  private final TokenRules rules;
  private Optional<Constraint> constraint = Optional.empty();
  private Optional<float[]> after = Optional.empty();
  private int[] text;
  private int cached;

  /** Tokens to be read before the next one is written: the prompt, or after a pause all so far. */
  private int end;

  private int pauses;
  private int writtenBefore;
  private int read;
  private int written;
  private int last;
  private int length;
  private boolean ended;
  private boolean failed;

  /**
   * How texts end.
   *
   * @param ends tokens with which the model ends a text
   * @param room tokens that a slot has room for
   */
  record Ending(Vocabulary vocabulary, Set<Integer> ends, int room) {}

  /**
   * One that has read nothing.
   *
   * @param choice which of the request's answers it is, from 0
   */
  Sequence(GenerationRequest request, Generation generation, int choice, Ending ending) {
    this.request = request;
    this.generation = generation;
    this.choice = choice;
    this.ending = ending;
    this.text = request.prompt().clone();
    this.end = text.length;
    this.sampler = new Sampler(request.sampling().forChoice(choice), request.prompt());
    this.stops = new StopText(request.stops());
    this.rules = new TokenRules(request.tokens(), ending.ends);
    this.likelihoods =
        request.likely().isPresent()
            ? Optional.of(new Likelihoods(ending.vocabulary::shown, request.likely().getAsInt()))
            : Optional.empty();
    if (request.tellsPrompt()) {
      likelihoods.ifPresent(tells -> told.add(tells.first(request.prompt()[0])));
    }
  }

  /** Whether nothing more of it is to be computed. One that nobody reads any more is given up. */
  boolean over() {
    if (!ended && generation.abandoned()) {
      giveUp();
    }
    return ended;
  }

  /** Tokens that are still to be read before it writes. */
  int unread() {
    return end - read;
  }

  /** Tokens of them that may be read at once: of each that is told, the logits are needed. */
  int together() {
    return tellsNow() ? 1 : unread();
  }

  private boolean tellsNow() {
    return request.tellsPrompt() && written == 0;
  }

  /** What is to be read before it writes. */
  int[] prompt() {
    return Arrays.copyOf(text, end);
  }

  /** It loses its slot; all of it is to be read again before it goes on. */
  void pause() {
    end = request.prompt().length + written;
    read = 0;
    pauses++;
    writtenBefore = written;
  }

  /** How it stands, for who shares out slots. */
  SlotShares.Holder holder() {
    return new SlotShares.Holder(tenant(), read, written - writtenBefore, pauses);
  }

  Tenant tenant() {
    return request.tenant();
  }

  /** Whether it may take over a beginning: not where the logits within are asked for. */
  boolean takesOver() {
    return !request.tellsPrompt();
  }

  /** It has a slot. */
  void begins() {
    clock.begins();
  }

  /** The slot has so many tokens of the prompt already. */
  void takeOver(int tokens) {
    passed(tokens);
    cached = written == 0 ? tokens : cached;
  }

  /** What the slot has of it; what went wrong isn't worth keeping. */
  Optional<KeptText> text() {
    return failed
        ? Optional.empty()
        : Optional.of(
            new KeptText(
                request.tenant(), Arrays.copyOf(text, read), request.prompt().length, after));
  }

  /** Tokens whose keys and values the slot has. */
  int kept() {
    return read;
  }

  /** The next token to be read: of the prompt, or one that was written. */
  int token(int ahead) {
    return text[read + ahead];
  }

  /**
   * So many tokens were read; there is more to be read.
   *
   * @param logits gives those after them
   */
  void readOn(int tokens, Supplier<float[]> logits) {
    passed(tokens);
    if (tellsNow()) {
      tell(request.prompt()[read], logits.get());
    }
  }

  /**
   * So many tokens were read, and the next one is chosen.
   *
   * @param logits after them; are changed
   */
  void writeOn(int tokens, float[] logits) {
    passed(tokens);
    if (written == 0) {
      after = Optional.of(logits.clone());
      begin();
    }
    var found = likelihoods.isPresent() ? logits.clone() : logits;
    restrict(logits);
    if (failed) {
      return;
    }
    rules.apply(logits, written);
    last = sampler.choose(logits);
    written++;
    if (written == 1) {
      clock.wroteFirst();
    }
    append(last);
    if (rules.ends(last)) {
      end(Reason.STOP);
      return;
    }
    tell(last, found);
    var more = decoded(last);
    give(rules.mayEnd(written - 1) ? stops.add(more) : more);
    constraint.ifPresent(form -> form.accept(ending.vocabulary.bytes(last)));
    if (stops.stopped() || constraint.filter(Constraint::complete).isPresent()) {
      end(Reason.STOP);
    } else if (written == request.maxTokens() || read == ending.room) {
      end(Reason.LENGTH);
    }
  }

  private void restrict(float[] logits) {
    try {
      if (constraint.isPresent() && !constraint.get().restrict(logits, ending.ends)) {
        fail(Refusal.of(ErrorCode.INTERNAL, "no token of the model leads on in the answer's form"));
      }
    } catch (TooComplexException e) {
      fail(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation(
                  "response_format",
                  "what may follow in its schema, or a tool's, takes too long to find out",
                  "use simpler patterns and fewer alternatives")));
    }
  }

  /** On the thread that writes, which alone walks through forms. */
  private void begin() {
    constraint = request.form().map(Grammar::begin);
    // No stop text is looked for in the prompt.
    give(echoed.toString());
  }

  /** So many tokens were read; of the prompt, their text may be the answer's beginning. */
  private void passed(int tokens) {
    int until = Math.min(read + tokens, request.prompt().length);
    boolean echoes = request.echo() == Echo.PROMPT && written == 0;
    for (int at = read; at < until && echoes; at++) {
      echoed.append(decoded(request.prompt()[at]));
    }
    read += tokens;
  }

  private void append(int token) {
    int at = request.prompt().length + written - 1;
    if (at == text.length) {
      text = Arrays.copyOf(text, Math.min(ending.room + 1, 2 * text.length + 16));
    }
    text[at] = token;
  }

  private String decoded(int token) {
    var text = characters.add(ending.vocabulary.bytes(token));
    length += text.length();
    return text;
  }

  private void tell(int token, float[] logits) {
    likelihoods.ifPresent(tells -> told.add(tells.of(logits, token, length)));
  }

  private void end(Reason reason) {
    if (!stops.stopped()) {
      give(stops.add(characters.end()));
      give(stops.end());
      var rest = told.rest();
      if (!rest.isEmpty()) {
        generation.add(new Piece.Text(choice, "", rest));
      }
    }
    ended = true;
    generation.add(
        new Piece.End(choice, reason, request.prompt().length, cached, written, clock.times()));
  }

  private void give(String text) {
    if (!text.isEmpty()) {
      generation.add(new Piece.Text(choice, text, told.with(text.length())));
    }
  }

  /** Whoever still waits for a piece is told so; its client isn't, who has gone. */
  private void giveUp() {
    ended = true;
    generation.add(
        new Piece.Failed(Refusal.of(ErrorCode.INTERNAL, "nobody waits for this text any more")));
  }

  /** It can't go on. */
  void fail(Refusal refusal) {
    if (!ended) {
      ended = true;
      failed = true;
      generation.add(new Piece.Failed(refusal));
    }
  }
}
