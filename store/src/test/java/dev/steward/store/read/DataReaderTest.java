package dev.steward.store.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steward.core.check.Checked;
import dev.steward.core.check.Violation;
import dev.steward.core.task.DataPath;
import dev.steward.store.s3.S3Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataReaderTest {

  @TempDir private Path folder;
  private DataReader reader = onThisMachine(Map.of());

  private static DataReader onThisMachine(Map<String, Path> claims) {
    return new DataReader(
        new DataPlaces(
            claim -> Optional.ofNullable(claims.get(claim)),
            DataPlaces.LocalFiles.READABLE,
            AllowedHosts.NONE,
            S3Settings.of(Map.of())));
  }

  @BeforeEach
  void fill() throws IOException {
    for (var name : List.of("scans/b.png", "scans/a.png", "scans/c.jpg", "scans/old/z.png")) {
      var file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    reader = onThisMachine(Map.of("data", folder));
  }

  @AfterEach
  void close() {
    reader.close();
  }

  private Checked<List<DataPath>> list(int most, String... patterns)
      throws IOException, InterruptedException {
    var paths =
        Arrays.stream(patterns)
            .map(text ->
                DataPath.parse("p", text).orThrow(v -> new IllegalStateException(v.message())))
            .toList();
    return reader.list("spec.inputs.paths", paths, most);
  }

  private List<String> names(String... patterns) throws IOException, InterruptedException {
    return list(100, patterns).orThrow(v -> new IllegalStateException(v.message())).stream()
        .map(DataPath::text)
        .toList();
  }

  private static Violation wrong(Checked<List<DataPath>> checked) {
    return checked instanceof Checked.Invalid<List<DataPath>>(var violation)
        ? violation
        : new Violation("nothing", "is wrong", "?");
  }

  @Test
  void a_glob_names_its_files_in_order_and_each_once() throws Exception {
    assertThat(names("pvc://data/scans/c.jpg", "pvc://data/scans/*.png", "pvc://data/**/*.png"))
        .containsExactly(
            "pvc://data/scans/c.jpg",
            "pvc://data/scans/a.png",
            "pvc://data/scans/b.png",
            "pvc://data/scans/old/z.png");
    assertThat(names("file://" + folder + "/scans/?.png")).hasSize(2);
  }

  @Test
  void what_matches_nothing_is_an_error_that_names_it() throws Exception {
    assertThat(wrong(list(9, "pvc://data/scans/a.png", "pvc://data/scans/*.tif")).message())
        .isEqualTo(
            "spec.inputs.paths[1]: pvc://data/scans/*.tif matches nothing; correct it, or put the"
                + " files there");
    assertThat(wrong(list(9, "pvc://data/nowhere/*")).problem()).contains("matches nothing");
    assertThat(wrong(list(9, "pvc://data/nowhere.png")).problem()).contains("isn't there");
    assertThat(wrong(list(9, "pvc://data/scans")).message())
        .contains("is a folder; name its files, like pvc://data/scans/*");
    assertThat(wrong(list(9, "pvc://other/a")).problem()).contains("the claim \"other\"");
  }

  @Test
  void a_listing_has_a_bound() throws Exception {
    assertThat(wrong(list(2, "pvc://data/**")).problem()).contains("more than 2 files");
    assertThat(wrong(list(2, "pvc://data/scans/*.png", "pvc://data/scans/c.jpg")).field())
        .isEqualTo("spec.inputs.paths[1]");
  }

  @Test
  void a_link_does_not_lead_out_of_a_volume() throws Exception {
    var outside = Files.writeString(Files.createTempFile("secret", ""), "secret");
    Files.createSymbolicLink(folder.resolve("scans/out.png"), outside);
    Files.createSymbolicLink(folder.resolve("scans/in.png"), folder.resolve("scans/a.png"));
    Files.createSymbolicLink(folder.resolve("up"), folder.getParent());

    assertThat(reader.read(new DataPath.Pvc("data", "scans/out.png"), 99))
        .isInstanceOf(Content.Unreadable.class);
    assertThat(reader.read(new DataPath.Pvc("data", "scans/in.png"), 99))
        .isInstanceOf(Content.Whole.class);
    assertThat(wrong(list(9, "pvc://data/up/*")).problem()).contains("matches nothing");
    Files.delete(outside);
  }

  @Test
  void a_file_that_is_too_large_or_gone_is_told_so() throws Exception {
    assertThat(reader.read(new DataPath.Pvc("data", "scans/a.png"), 5))
        .isEqualTo(new Content.Unreadable("it has more than 5 bytes; give a smaller one"));
    assertThat(reader.read(new DataPath.Pvc("data", "gone"), 5))
        .isEqualTo(new Content.Unreadable("it isn't there; put it there, or leave it out"));
  }

  @Test
  void a_pods_own_files_and_servers_that_are_not_allowed_are_refused() throws Exception {
    reader.close();
    reader = new DataReader(DataPlaces.ofPod(folder, AllowedHosts.NONE, Map.of()));

    assertThat(wrong(list(9, "file:///etc/hostname")).problem()).contains("the worker's own image");
    assertThat(wrong(list(9, "https://169.254.169.254/latest")).problem())
        .contains("isn't one that tasks may read from");
    assertThatThrownBy(() -> reader.open(new DataPath.Local("/etc/hostname")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void hosts_are_allowed_by_name_or_below_a_domain() {
    var hosts = new AllowedHosts(List.of("data.example", "*.example.org"));

    assertThat(hosts.allows("DATA.example")).isTrue();
    assertThat(hosts.allows("a.b.example.org")).isTrue();
    assertThat(hosts.allows("example.org")).isFalse();
    assertThat(hosts.allows("evilexample.org")).isFalse();
  }

  @Test
  void a_line_that_is_too_long_costs_no_memory_and_spoils_no_other() throws IOException {
    var text = "{\"a\":1}\n\n" + "x".repeat(500) + "\r\n  {\"b\":2}  \n{\"c\":3}";
    var found = new ArrayList<Lines.Line>();
    try (var lines =
        new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 100)) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        found.add(line.get());
      }
    }

    assertThat(found)
        .containsExactly(
            new Lines.Line.Text(1, "{\"a\":1}"),
            new Lines.Line.TooLong(3),
            new Lines.Line.Text(4, "{\"b\":2}"),
            new Lines.Line.Text(5, "{\"c\":3}"));
  }
}
