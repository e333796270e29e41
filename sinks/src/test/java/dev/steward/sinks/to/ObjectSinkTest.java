package dev.steward.sinks.to;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.sinks.Delivery;
import dev.steward.sinks.Recorded;
import dev.steward.store.write.FolderPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectSinkTest {

  @TempDir Path folder;

  @Test
  void a_batch_is_one_object_however_often_it_is_sent() throws Exception {
    var objects = folder.resolve("objects");
    try (var log = new Recorded(folder.resolve("volume"));
        var sink = new ObjectSink(new FolderPlace(objects, "objects/"))) {
      log.requests(3);
      assertThat(sink.deliver(log.batch())).isEqualTo(new Delivery.Taken(0));
      assertThat(sink.deliver(log.batch())).isEqualTo(new Delivery.Taken(0));
    }
    var file = objects.resolve("example.com/gateway-0/000000000000-000000000005.jsonl");
    assertThat(Files.readAllLines(file))
        .hasSize(6)
        .first()
        .asString()
        .startsWith("{\"origin\":\"example.com/gateway-0\",\"index\":0,\"kind\":\"start\",");
  }

  @Test
  void a_store_that_fails_hasnt_taken_it() throws Exception {
    var file = Files.writeString(folder.resolve("a-file"), "");
    try (var log = new Recorded(folder.resolve("volume"));
        var sink = new ObjectSink(new FolderPlace(file, "a-file/"))) {
      log.requests(1);
      assertThat(sink.deliver(log.batch())).isInstanceOf(Delivery.NotTaken.class);
    }
  }
}
