package dev.steward.protocol.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steward.protocol.json.JsonText;
import dev.steward.protocol.oip.ModelStats.Compute;
import dev.steward.protocol.oip.ModelStats.Timed;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Writes what models have computed: the body of {@code GET /v2/models/MODEL/stats}. */
public final class ModelStatsJson {

  private ModelStatsJson() {}

  /** The body. */
  public static byte[] write(List<ModelStats> models) {
    return JsonText.bytes(json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("model_stats");
      for (var model : models) {
        model(json, model);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private static void model(JsonGenerator json, ModelStats model) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", model.model());
    json.writeStringField("version", model.version());
    json.writeNumberField("last_inference", model.last().map(Instant::toEpochMilli).orElse(0L));
    json.writeNumberField("inference_count", model.inferences());
    json.writeNumberField("execution_count", model.executions());
    json.writeObjectFieldStart("inference_stats");
    timed(json, "success", model.success());
    timed(json, "fail", model.fail());
    timed(json, "queue", model.queue());
    compute(json, model.compute());
    timed(json, "cache_hit", Timed.NONE);
    timed(json, "cache_miss", Timed.NONE);
    json.writeEndObject();
    json.writeArrayFieldStart("batch_stats");
    for (var batch : model.batches()) {
      json.writeStartObject();
      json.writeNumberField("batch_size", batch.size());
      compute(json, batch.compute());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void compute(JsonGenerator json, Compute compute) throws IOException {
    timed(json, "compute_input", compute.input());
    timed(json, "compute_infer", compute.infer());
    timed(json, "compute_output", compute.output());
  }

  private static void timed(JsonGenerator json, String name, Timed timed) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", timed.count());
    json.writeNumberField("ns", timed.nanos());
    json.writeEndObject();
  }
}
