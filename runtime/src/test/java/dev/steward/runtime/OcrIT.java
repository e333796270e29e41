package dev.steward.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steward.core.model.ModelTask;
import dev.steward.runtime.image.Images;
import dev.steward.runtime.testing.PpOcr;
import dev.steward.runtime.testing.TestServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PP-OCR's own models on images whose text is known. */
class OcrIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LETTER =
      """
      Dear reader,
      this letter was typed on a machine
      and scanned the other day.
      Yours sincerely, the sender\
      """;
  private static final String COLUMNS =
      """
      The Daily Example reports on its columns
      The left column begins
      with this first story
      and goes on with it
      until it ends here.
      The right column has
      another story to tell,
      which is read after
      the one beside it.\
      """;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.of(PpOcr.folder(), ModelTask.IMAGE_TEXT);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> post(TestServer to, byte[] image, String type) {
    return to.send(
        to.request("/v1/ocr")
            .header("content-type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(image))
            .build());
  }

  private static HttpResponse<String> post(byte[] image) {
    return post(server, image, "image/png");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] image) {
    var answer = post(image);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).path("text").asText();
  }

  private static BufferedImage image(String name) {
    try {
      return ImageIO.read(new ByteArrayInputStream(PpOcr.image(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pixel by pixel: what draws images could smooth them. */
  private static BufferedImage quarterTurns(BufferedImage from, int turns) {
    if (turns == 0) {
      return from;
    }
    var turned = new BufferedImage(from.getHeight(), from.getWidth(), from.getType());
    for (int y = 0; y < from.getHeight(); y++) {
      for (int x = 0; x < from.getWidth(); x++) {
        turned.setRGB(from.getHeight() - 1 - y, x, from.getRGB(x, y));
      }
    }
    return quarterTurns(turned, turns - 1);
  }

  @Test
  void lines_are_read_with_their_places() {
    var answer = json(post(PpOcr.image("letter.png")));
    assertThat(answer.path("text").asText()).isEqualTo(LETTER);
    assertThat(answer.path("model").asText()).isEqualTo("m");
    assertThat(answer.path("width").asInt()).isEqualTo(760);
    assertThat(answer.path("height").asInt()).isEqualTo(300);
    var first = answer.at("/lines/0");
    assertThat(first.path("text").asText()).isEqualTo("Dear reader,");
    assertThat(first.path("score").asDouble()).isBetween(0.9, 1.0);
    // Typed from (50, 70) on, in letters of 32 pixels.
    assertThat(first.at("/box/0/0").asDouble()).isBetween(30.0, 55.0);
    assertThat(first.at("/box/0/1").asDouble()).isBetween(25.0, 50.0);
    assertThat(first.at("/box/2/0").asDouble()).isBetween(240.0, 280.0);
    assertThat(first.at("/box/2/1").asDouble()).isBetween(70.0, 95.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void a_page_may_lie_on_any_side(int turns) {
    var turned = quarterTurns(image("letter.png"), turns);
    assertThat(text(Images.encoded(turned, "png"))).isEqualTo(LETTER);
  }

  @Test
  void of_a_page_on_its_head_the_boxes_begin_where_the_text_does() {
    var turned = quarterTurns(image("letter.png"), 2);
    var box = json(post(Images.encoded(turned, "png"))).at("/lines/0/box");
    assertThat(box.at("/0/0").asDouble()).isGreaterThan(box.at("/1/0").asDouble());
    assertThat(box.at("/0/1").asDouble()).isGreaterThan(box.at("/3/1").asDouble());
  }

  @Test
  void a_camera_that_was_held_on_its_side_is_no_matter() {
    var rgb = new BufferedImage(760, 300, BufferedImage.TYPE_INT_RGB);
    var letter = image("letter.png");
    rgb.setRGB(0, 0, 760, 300, letter.getRGB(0, 0, 760, 300, null, 0, 760), 0, 760);
    // Stored a quarter turn to the left; 6 says that it is to be turned to the right.
    var jpeg = Images.held(Images.encoded(quarterTurns(rgb, 3), "jpeg"), 6);
    var answer = json(post(server, jpeg, "image/jpeg"));
    assertThat(answer.path("text").asText()).isEqualTo(LETTER);
    assertThat(answer.path("width").asInt()).isEqualTo(760);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void columns_are_read_one_after_the_other(int turns) {
    var turned = quarterTurns(image("columns.png"), turns);
    assertThat(text(Images.encoded(turned, "png"))).isEqualTo(COLUMNS);
  }

  @Test
  void chinese_is_read() {
    assertThat(text(PpOcr.image("chinese.png"))).isEqualTo("今天天气很好\n我们去公园散步\n图像中的文字识别");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "bmp", "gif"})
  void every_format_has_the_same_text(String format) {
    assertThat(text(Images.encoded(image("letter.png"), format))).isEqualTo(LETTER);
  }

  @Test
  void an_image_without_text_has_no_lines() {
    var white = Images.halves(BufferedImage.TYPE_INT_RGB, 400, 300, 0xFFFFFFFF, 0xFFFFFFFF);
    var answer = post(Images.encoded(white, "png"));
    assertThat(answer.body())
        .isEqualTo("{\"model\":\"m\",\"width\":400,\"height\":300,\"lines\":[],\"text\":\"\"}");
    var dot = Images.halves(BufferedImage.TYPE_INT_RGB, 1, 1, 0, 0);
    assertThat(text(Images.encoded(dot, "png"))).isEmpty();
    assertThat(text(Images.webp())).isEmpty();
  }

  @Test
  void the_metadata_say_what_goes_in_and_comes_out() {
    var metadata = json(server.get("/v2/models/m"));
    assertThat(metadata.path("inputs"))
        .hasToString("[{\"name\":\"image\",\"datatype\":\"BYTES\",\"shape\":[-1]}]");
    assertThat(metadata.path("outputs").findValuesAsText("name"))
        .containsExactly("boxes", "text", "scores", "image");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String request(String outputs, String... images) {
    return """
    {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [%d],
      "parameters": {"content_type": "base64"}, "data": ["%s"]}]%s}
    """
        .formatted(images.length, String.join("\", \"", images), outputs);
  }

  private static JsonNode output(JsonNode answer, String name) {
    for (var output : answer.path("outputs")) {
      if (output.path("name").asText().equals(name)) {
        return output;
      }
    }
    throw new AssertionError("no output " + name + " in " + answer);
  }

  @Test
  void tensors_tell_the_same_of_several_images() {
    var answer =
        json(
            server.post(
                "/v2/models/m/infer",
                request(
                    "", base64(PpOcr.image("letter.png")), base64(PpOcr.image("chinese.png")))));
    var texts = new ArrayList<String>();
    output(answer, "text").path("data").forEach(text -> texts.add(text.asText()));
    assertThat(String.join("\n", texts.subList(0, 4))).isEqualTo(LETTER);
    assertThat(texts.subList(4, 7)).first().isEqualTo("今天天气很好");
    assertThat(output(answer, "image").path("data")).hasToString("[0,0,0,0,1,1,1]");
    assertThat(output(answer, "boxes").path("shape")).hasToString("[7,4,2]");
    assertThat(output(answer, "boxes").path("data")).hasSize(7 * 4 * 2);
    assertThat(output(answer, "scores").path("data")).hasSize(7);
  }

  @Test
  void only_the_outputs_asked_for_are_given() {
    var answer =
        json(
            server.post(
                "/v2/models/m/infer",
                request(
                    ", \"outputs\": [{\"name\": \"text\"}]", base64(PpOcr.image("chinese.png")))));
    assertThat(answer.path("outputs")).hasSize(1);
    assertThat(output(answer, "text").path("data")).hasSize(3);
  }

  @Test
  void an_image_that_cant_be_read_is_named() {
    var good = base64(PpOcr.image("chinese.png"));
    var text = base64("no image".getBytes(StandardCharsets.UTF_8));
    var answer = server.post("/v2/models/m/infer", request("", good, text));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("\"error\":\"inputs[0].data[1]: these bytes are none of");
    answer = server.post("/v2/models/m/infer", request("", good, "not base64!"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("inputs[0].data[1]: it isn't base64");
  }

  @Test
  void an_image_of_more_than_a_million_characters_fits() {
    var noise = new BufferedImage(900, 900, BufferedImage.TYPE_INT_RGB);
    var random = new java.util.Random(1);
    for (int i = 0; i < 900 * 900; i++) {
      noise.setRGB(i % 900, i / 900, random.nextInt());
    }
    var image = base64(Images.encoded(noise, "png"));
    assertThat(image.length()).isGreaterThan(1_000_000);
    assertThat(server.post("/v2/models/m/infer", request("", image)).statusCode()).isEqualTo(200);
  }

  static List<byte[]> bad() {
    var png = PpOcr.image("letter.png");
    return List.of(
        new byte[0],
        "%PDF-1.7 renamed to scan.png".getBytes(StandardCharsets.UTF_8),
        Arrays.copyOf(png, png.length / 2),
        Images.bomb(60_000, 60_000),
        Images.bomb(6_000, 6_000));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void a_bad_image_is_refused_and_the_next_one_read(byte[] image) {
    var answer = post(image);
    assertThat(answer.statusCode()).isIn(413, 422);
    assertThat(json(answer).at("/error/param").asText()).isEqualTo("body");
    assertThat(answer.headers().firstValue("x-steward-error").orElseThrow())
        .isIn("request_too_large", "unreadable_image");
    assertThat(text(PpOcr.image("chinese.png"))).startsWith("今天");
  }

  @Test
  void more_bytes_than_taken_are_told() {
    var answer = post(new byte[(20 << 20) + 1]);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(json(answer).at("/error/message").asText()).startsWith("body: ");
  }

  @Test
  void what_isnt_called_an_image_is_refused() {
    var answer = post(server, PpOcr.image("letter.png"), "multipart/form-data; boundary=x");
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("send image/png, image/jpeg or another image");
    assertThat(post(server, PpOcr.image("letter.png"), "application/octet-stream").statusCode())
        .isEqualTo(200);
  }

  @Test
  void images_at_the_same_time_dont_change_each_other() {
    var letter = PpOcr.image("letter.png");
    var alone = json(post(letter));
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 6)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(
                      () -> post(i % 2 == 0 ? letter : PpOcr.image("columns.png")), clients))
              .toList();
      for (int i = 0; i < answers.size(); i++) {
        var answer = json(answers.get(i).join());
        if (i % 2 == 0) {
          assertThat(answer.path("text")).isEqualTo(alone.path("text"));
          // Scores are written with four decimals, and computed the same up to 1e-5.
          for (int line = 0; line < alone.path("lines").size(); line++) {
            assertThat(answer.path("lines").get(line).path("score").asDouble())
                .isCloseTo(alone.path("lines").get(line).path("score").asDouble(), within(1.1e-4));
          }
        } else {
          assertThat(answer.path("text").asText()).isEqualTo(COLUMNS);
        }
      }
    }
  }

  @Test
  void without_a_model_for_directions_lines_are_read_as_they_lie(@TempDir Path folder) {
    var files = new String[] {"detection.onnx", "recognition.onnx", "characters.txt"};
    try (var other = TestServer.of(PpOcr.in(folder, files), ModelTask.IMAGE_TEXT)) {
      var answer = post(other, PpOcr.image("letter.png"), "image/png");
      assertThat(json(answer).path("text").asText()).isEqualTo(LETTER);
    }
  }

  @Test
  void a_model_of_another_task_says_where_to_ask(@TempDir Path folder) {
    var file = dev.steward.runtime.testing.OnnxFile.identity(folder.resolve("m.onnx"), 2);
    try (var other = TestServer.of(file, ModelTask.TENSOR)) {
      var answer = post(other, PpOcr.image("letter.png"), "image/png");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("isn't served for task ImageText");
    }
    assertThat(server.post("/v1/embeddings", "{\"model\":\"m\",\"input\":\"x\"}").body())
        .contains("isn't served for task Embedding");
  }
}
