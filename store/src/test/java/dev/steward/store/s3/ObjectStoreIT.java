package dev.steward.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.task.DataPath;
import dev.steward.store.read.AllowedHosts;
import dev.steward.store.read.Content;
import dev.steward.store.read.DataPlaces;
import dev.steward.store.read.DataReader;
import dev.steward.store.write.Created;
import dev.steward.store.write.S3Place;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reading and writing against a real server of the S3 protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectStoreIT {

  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private ObjectStore store;

  @BeforeAll
  void start(@TempDir Path ofThisClass) throws Exception {
    folder = ofThisClass;
    store = ObjectStore.start(folder);
    store.bucket("scans");
  }

  @AfterAll
  void stop() {
    store.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private DataReader reader(Map<String, String> variables) {
    return new DataReader(DataPlaces.ofPod(folder, AllowedHosts.NONE, variables));
  }

  private S3Place place(String prefix) {
    return new S3Place(S3Settings.of(store.variables()), new DataPath.S3("scans", prefix));
  }

  private static DataPath.S3 s3(String key) {
    return new DataPath.S3("scans", key);
  }

  private static Violation wrong(Checked<List<DataPath>> checked) {
    return checked instanceof Checked.Invalid<List<DataPath>>(var violation)
        ? violation
        : new Violation("nothing", "is wrong", "?");
  }

  @Test
  void objects_are_listed_by_glob_across_pages_and_read() throws Exception {
    try (var place = place("many/");
        var reader = reader(store.variables())) {
      for (int i = 0; i < 1_050; i++) {
        place.create("p%04d.txt".formatted(i), bytes("page " + i));
      }
      place.create("deep/er.txt", bytes("deep"));

      var found = reader.list("p", List.of(s3("many/p*.txt")), 5_000);
      assertThat(found)
          .isInstanceOfSatisfying(
              Checked.Valid.class, valid -> assertThat((List<?>) valid.value()).hasSize(1_050));
      assertThat(reader.list("p", List.of(s3("many/**/*r.txt")), 9))
          .isEqualTo(Checked.valid(List.of(s3("many/deep/er.txt"))));
      assertThat(wrong(reader.list("p", List.of(s3("many/*")), 1_000)).problem())
          .contains("more than 1000 files");
      assertThat(reader.read(s3("many/p0007.txt"), 99))
          .isInstanceOfSatisfying(
              Content.Whole.class, whole -> assertThat(whole.bytes()).isEqualTo(bytes("page 7")));
      assertThat(reader.read(s3("many/p0007.txt"), 3)).isInstanceOf(Content.Unreadable.class);
      assertThat(reader.read(s3("many/none"), 3)).isInstanceOf(Content.Unreadable.class);
    }
  }

  @Test
  void what_is_not_there_or_not_allowed_is_told() throws Exception {
    var others = new HashMap<>(store.variables());
    others.put("AWS_SECRET_ACCESS_KEY", "a-wrong-one");
    try (var reader = reader(store.variables());
        var stranger = reader(others)) {
      assertThat(wrong(reader.list("p", List.of(s3("nothing/*")), 9)).message())
          .isEqualTo(
              "p[0]: s3://scans/nothing/* matches nothing; correct it, or put the files there");
      assertThat(wrong(reader.list("p", List.of(s3("nothing.png")), 9)).problem())
          .contains("isn't there");
      assertThat(wrong(reader.list("p", List.of(new DataPath.S3("no-bucket", "a*")), 9)).problem())
          .contains("no bucket");
      assertThat(wrong(stranger.list("p", List.of(s3("a*")), 9)).problem())
          .contains("may not be read with these credentials");
    }
  }

  @Test
  void an_object_is_never_replaced_even_by_writers_at_once() throws Exception {
    try (var place = place("once")) {
      assertThat(place.create("plan.json", bytes("first"))).isEqualTo(Created.NOW);
      assertThat(place.create("plan.json", bytes("second"))).isEqualTo(Created.BEFORE);
      assertThat(place.create("plan.json", Files.writeString(folder.resolve("f"), "third")))
          .isEqualTo(Created.BEFORE);
      assertThat(place.read("plan.json")).contains(bytes("first"));
      assertThat(place.read("none")).isEmpty();
      place.create("slices/1", bytes("1"));
      place.create("slices/0", bytes("0"));
      assertThat(place.list("slices")).containsExactly("0", "1");
      assertThat(place.text("a")).isEqualTo("s3://scans/once/a");

      var writers = new ArrayList<Callable<Created>>();
      for (int i = 0; i < 8; i++) {
        var own = bytes("writer " + i);
        writers.add(() -> place.create("race", own));
      }
      try (var threads = Executors.newFixedThreadPool(8)) {
        var outcomes = new ArrayList<Created>();
        for (var outcome : threads.invokeAll(writers)) {
          outcomes.add(outcome.get());
        }
        assertThat(outcomes).containsOnlyOnce(Created.NOW);
      }
    }
  }
}
