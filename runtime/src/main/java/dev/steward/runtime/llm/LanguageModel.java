package dev.steward.runtime.llm;

import dev.steward.core.check.Violation;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.error.LoadException;
import dev.steward.core.error.Outcome;
import dev.steward.core.error.Refusal;
import dev.steward.protocol.openai.AnswerForm;
import dev.steward.protocol.openai.ChatRequest.Message;
import dev.steward.protocol.openai.ToolUse;
import dev.steward.runtime.engine.DecoderGraphs;
import dev.steward.runtime.engine.DecoderModel;
import dev.steward.runtime.grammar.Grammar;
import dev.steward.runtime.grammar.TokenTrie;
import dev.steward.runtime.kept.KeptModels;
import dev.steward.runtime.pool.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A model that continues texts and answers messages. May be used by several threads. */
public final class LanguageModel implements AutoCloseable {

  /** Tokens of a prompt read at once: who writes waits for them. */
  private static final int CHUNK = 64;

  private static final int QUEUE = 256;

  /**
   * A graph for prompts, which has weights of its own, is loaded if both graphs' are at most one
   * part of so many of the Java heap's bound; memory besides the heap is as large.
   */
  private static final int READING_SHARE = 5;

  /** Names of marks that end a turn in the models of the family, besides the file's own. */
  private static final List<String> ENDS =
      List.of("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>");

  private final Vocabulary vocabulary;
  private final TextTokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final Set<Integer> ends;
  private final SlotPlan plan;
  private final DecoderModel model;
  private final Forms forms;
  private final Writer writer;

  private LanguageModel(
      DecoderFiles files, TextTokenizer tokenizer, SlotPlan plan, DecoderModel model)
      throws LoadException {
    this.vocabulary = files.vocabulary();
    this.tokenizer = tokenizer;
    this.plan = plan;
    this.model = model;
    ends = ends(files);
    template = files.template().map(text -> new ChatTemplate(text, files.marks()));
    forms = new Forms(TokenTrie.of(vocabulary.size(), vocabulary::bytes));
    writer = new Writer(model, TokenVectors.of(files.weights()), QUEUE);
  }

  private static Set<Integer> ends(DecoderFiles files) {
    var vocabulary = files.vocabulary();
    var ends = new HashSet<>(files.ends());
    for (var name : ENDS) {
      vocabulary.id(name).filter(vocabulary::isMark).ifPresent(ends::add);
    }
    return Set.copyOf(ends);
  }

  /**
   * Loads a GGUF file, or a folder with weights in safetensors.
   *
   * @param cache folder where the graph made of it is kept
   * @param threads that a step may use
   * @param bytes that keys and values may take together
   * @throws LoadException when it can't be served
   */
  public static LanguageModel load(Path path, Path cache, int threads, long bytes)
      throws LoadException {
    var files = Files.isDirectory(path) ? FolderModel.open(path) : GgufModel.open(path);
    var config = files.config();
    var plan =
        SlotPlan.of(bytes, config.bytesPerToken(), config.context())
            .orElseThrow(() ->
                new LoadException(
                    ErrorCode.OUT_OF_MEMORY,
                    "spec.runtime.resources",
                    "a text of 64 tokens needs %d bytes for keys and values, and there are %d"
                        .formatted(64 * config.bytesPerToken(), bytes),
                    "give the pod more memory"));
    var graphs =
        inMemory(new GraphCache(cache).graphs(path, files.weights(), config, plan.length()));
    var tokenizer = files.tokenizing().load();
    try {
      var model = DecoderModel.load(graphs, threads, shape(config, plan));
      try {
        return new LanguageModel(files, tokenizer, plan, model);
      } catch (LoadException | RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (LoadException | RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** Without the graph for prompts where its weights have no room besides the others. */
  private static DecoderGraphs inMemory(DecoderGraphs graphs) {
    try {
      long bytes = Files.size(graphs.writing().resolveSibling(KeptModels.WEIGHTS));
      return bytes <= Runtime.getRuntime().maxMemory() / READING_SHARE
          ? graphs
          : graphs.writingAlone();
    } catch (IOException e) {
      return graphs.writingAlone();
    }
  }

  private static DecoderModel.Shape shape(LlamaConfig config, SlotPlan plan) {
    return new DecoderModel.Shape(
        config.layers(),
        config.width(),
        config.keyValueHeads(),
        config.headWidth(),
        config.vocabulary(),
        plan.slots(),
        plan.length(),
        CHUNK);
  }

  /** How sequences share the memory. */
  public SlotPlan plan() {
    return plan;
  }

  /** How busy it is. */
  public WriterUse use() {
    return writer.use();
  }

  /**
   * The tokens after which the model answers; or the refusal of the turns.
   *
   * @param tools that it may call
   */
  public Outcome<int[]> answering(List<Message> turns, ToolUse tools) {
    if (template.isEmpty()) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation(
                  "messages",
                  "the model has no template for conversations",
                  "use /v1/completions")));
    }
    return template.get().text(turns, tools).map(tokenizer::tokens);
  }

  /** The form that answers must have, empty for any text; or the refusal of a schema. */
  public Outcome<Optional<Grammar>> form(AnswerForm form, ToolUse tools) {
    return forms.of(form, tools);
  }

  /** The tokens of a text that is to be continued. */
  public int[] continuing(String text) {
    var tokens = tokenizer.tokens(text);
    var begin = tokenizer.begin();
    if (begin.isEmpty()) {
      return tokens;
    }
    var all = new int[tokens.length + 1];
    all[0] = begin.get();
    System.arraycopy(tokens, 0, all, 1, tokens.length);
    return all;
  }

  /**
   * Begins to write; or the refusal of a prompt that is too long, of tokens that the model hasn't,
   * or of texts too many. Whoever gets them closes them.
   *
   * @param field of the request that has the prompt
   * @param choices how many answers to it, at least one; with a seed each has another that follows
   *     from it
   * @param client who waits for them: what isn't written when it leaves is given up
   */
  public Outcome<Generation> write(
      String field, GenerationRequest request, int choices, Client client) {
    if (request.prompt().length >= plan.length()) {
      return Outcome.refused(
          Refusal.of(
              ErrorCode.INVALID_REQUEST,
              new Violation(
                  field,
                  "%d tokens, there is room for %d and an answer"
                      .formatted(request.prompt().length, plan.length() - 1),
                  "send less text")));
    }
    var unknown = TokenRules.unknown(request.tokens(), vocabulary.size());
    if (unknown.isPresent()) {
      return Outcome.refused(Refusal.of(ErrorCode.INVALID_REQUEST, unknown.get()));
    }
    var generation = new Generation(choices, client);
    var ending = new Sequence.Ending(vocabulary, ends, plan.length());
    var sequences =
        IntStream.range(0, choices)
            .mapToObj(choice -> new Sequence(request, generation, choice, ending))
            .toList();
    return writer
        .submit(sequences)
        .<Outcome<Generation>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(generation));
  }

  @Override
  public void close() {
    writer.close();
    model.close();
    tokenizer.close();
  }
}
