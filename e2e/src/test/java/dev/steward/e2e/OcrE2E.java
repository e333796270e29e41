package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Http;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.Tenant;
import dev.steward.e2e.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example that reads images, as its guide has it applied and asked. */
@ExtendWith(SharedWorld.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(8)
class OcrE2E {

  private static final String TEXT =
      """
      Corner Bakery
      Rye bread
      3.20
      Apple tart
      4.50
      Coffee
      2.80
      Total
      10.50\
      """;

  private final Tenant tenant;
  private final Path examples;
  private String url = "";

  OcrE2E(World world) {
    tenant = world.tenant();
    examples = world.cluster().checkout().resolve("examples");
  }

  @BeforeAll
  void apply_the_example() {
    tenant.applyFile(examples.resolve("ocr.yaml"));
    var _ = tenant.awaitReady("ocr");
    url = tenant.url("ocr");
  }

  @AfterAll
  void remove_it() {
    tenant.remove("ocr");
  }

  @Test
  void an_image_posted_to_the_service_gives_its_text() {
    var answer = Http.post(url + "/v1/ocr", "image/png", examples.resolve("receipt.png"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body().path("text").asText()).isEqualTo(TEXT);
    assertThat(answer.body().path("model").asText()).isEqualTo("ocr");
    assertThat(answer.body().at("/lines/0/box")).hasSize(4);
  }

  @Test
  void tensors_give_the_same() throws Exception {
    var image = Files.readAllBytes(examples.resolve("receipt.png"));
    var answer =
        Http.post(
            url + "/v2/models/ocr/infer",
            """
            {"inputs": [{"name": "image", "datatype": "BYTES", "shape": [1], "data": ["%s"]}],
             "outputs": [{"name": "text"}]}
            """
                .formatted(Base64.getEncoder().encodeToString(image)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body().at("/outputs/0/data")).hasSize(9);
    assertThat(answer.body().at("/outputs/0/data/0").asText()).isEqualTo("Corner Bakery");
  }

  @Test
  void what_is_no_image_is_refused_and_the_next_image_read() {
    var refused = Http.post(url + "/v1/ocr", "image/png", examples.resolve("ocr.yaml"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.error()).startsWith("body: these bytes are none of PNG, JPEG");
    assertThat(Http.post(url + "/v1/ocr", "image/png", examples.resolve("receipt.png")).status())
        .isEqualTo(200);
  }
}
