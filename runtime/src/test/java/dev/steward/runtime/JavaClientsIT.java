package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.testing.MiniLm;
import dev.steward.runtime.testing.SmolLm;
import dev.steward.runtime.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's client for Java and LangChain4j, unchanged, against a running server: models, vectors,
 * texts, streams, JSON and calls of tools.
 */
class JavaClientsIT {

  private static final String QUESTION = "What is the capital of France?";
  private static TestServer server;
  private static String url;
  private static OpenAIClient client;

  @BeforeAll
  static void start() {
    server = TestServer.of(SmolLm.folder(), ModelTask.GENERATION);
    url = server.request("/v1").build().uri().toString();
    client = OpenAIOkHttpClient.builder().baseUrl(url).apiKey("none").maxRetries(0).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @Test
  void openai_s_client_lists_models() {
    assertThat(client.models().list().data().stream().map(Model::id)).containsExactly("m");
  }

  @Test
  void both_get_vectors(@TempDir Path folder) throws Exception {
    try (var embeddings = TestServer.of(MiniLm.in(folder.resolve("minilm")), ModelTask.EMBEDDING)) {
      var address = embeddings.request("/v1").build().uri().toString();
      var params =
          EmbeddingCreateParams.builder().model("m").inputOfArrayOfStrings(List.of("one", "two"));
      List<List<Float>> vectors;
      var other =
          OpenAIOkHttpClient.builder().baseUrl(address).apiKey("none").maxRetries(0).build();
      try {
        vectors =
            other.embeddings().create(params.build()).data().stream()
                .map(Embedding::embedding)
                .toList();
      } finally {
        other.close();
      }
      assertThat(vectors).hasSize(2).allSatisfy(vector -> assertThat(vector).hasSize(384));
      var langchain =
          OpenAiEmbeddingModel.builder().baseUrl(address).apiKey("none").modelName("m").build();
      assertThat(langchain.embed("two").content().vectorAsList()).isEqualTo(vectors.getLast());
    }
  }

  private static ChatCompletionCreateParams.Builder chat() {
    return ChatCompletionCreateParams.builder()
        .model("m")
        .addUserMessage(QUESTION)
        .temperature(0)
        .maxCompletionTokens(200);
  }

  @Test
  void openai_s_client_gets_texts_and_streams() {
    var text =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model("m")
                    .prompt("1, 2, 3,")
                    .temperature(0)
                    .maxTokens(6)
                    .build());
    assertThat(text.choices().getFirst().text()).startsWith(" 4");
    var answer = client.chat().completions().create(chat().logprobs(true).build());
    var content = answer.choices().getFirst().message().content().orElseThrow();
    assertThat(content).contains("Paris");
    assertThat(answer.choices().getFirst().logprobs().orElseThrow().content().orElseThrow())
        .isNotEmpty();
    var streamed = new StringBuilder();
    try (var stream = client.chat().completions().createStreaming(chat().build())) {
      stream.stream()
          .flatMap(piece -> piece.choices().stream())
          .forEach(choice -> choice.delta().content().ifPresent(streamed::append));
    }
    assertThat(streamed.toString()).isEqualTo(content);
  }

  /** What an answer must be. */
  public static final class Capital {
    public String city = "";
    public boolean large;
  }

  @Test
  void openai_s_client_gets_an_object() {
    var params = chat().responseFormat(Capital.class).build();
    var capital =
        client.chat().completions().create(params).choices().getFirst().message().content();
    assertThat(capital.orElseThrow().city).isNotEmpty();
  }

  @Test
  void openai_s_client_gets_a_call() {
    var params =
        chat()
            .addTool(Capital.class)
            .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
            .build();
    var call =
        client.chat().completions().create(params).choices().getFirst().message().toolCalls();
    var function = call.orElseThrow().getFirst().asFunction().function();
    assertThat(function.arguments(Capital.class).city).isNotNull();
  }

  @Test
  void langchain4j_gets_a_stream() throws Exception {
    var model =
        OpenAiStreamingChatModel.builder()
            .baseUrl(url)
            .apiKey("none")
            .modelName("m")
            .temperature(0.0)
            .maxTokens(200)
            .build();
    var pieces = new StringBuilder();
    var whole = new CompletableFuture<String>();
    model.chat(
        QUESTION,
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String piece) {
            pieces.append(piece);
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            whole.complete(response.aiMessage().text());
          }

          @Override
          public void onError(Throwable fault) {
            whole.completeExceptionally(fault);
          }
        });
    assertThat(whole.get(1, TimeUnit.MINUTES)).contains("Paris").isEqualTo(pieces.toString());
  }

  @Test
  void langchain4j_gets_words_and_calls() {
    var model =
        OpenAiChatModel.builder()
            .baseUrl(url)
            .apiKey("none")
            .modelName("m")
            .temperature(0.0)
            .maxTokens(200)
            .maxRetries(0)
            .build();
    assertThat(model.chat(QUESTION)).contains("Paris");
    var tool =
        ToolSpecification.builder()
            .name("remember")
            .description("Remembers a city")
            .parameters(
                JsonObjectSchema.builder().addStringProperty("city").required("city").build())
            .build();
    var answer =
        model.chat(
            ChatRequest.builder()
                .messages(UserMessage.from(QUESTION))
                .toolSpecifications(tool)
                .toolChoice(ToolChoice.REQUIRED)
                .build());
    var call = answer.aiMessage().toolExecutionRequests().getFirst();
    assertThat(call.name()).isEqualTo("remember");
    assertThat(call.arguments()).contains("\"city\"");
  }
}
