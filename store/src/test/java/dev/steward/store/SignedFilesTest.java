package dev.steward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.steward.core.model.Digest;
import dev.steward.store.sign.Manifest;
import dev.steward.store.sign.UnsignedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedFilesTest {

  @TempDir private Path folder;
  private final Map<String, Digest> listed = new HashMap<>();

  @BeforeEach
  void model() throws IOException {
    sign("model.onnx", "graph");
    sign("more/vocab.txt", "words");
    write("model.sig", "signature");
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private void sign(String name, String text) throws IOException {
    write(name, text);
    listed.put(name, Digests.ofFile(folder.resolve(name)));
  }

  private Digest signed(String name) {
    return Objects.requireNonNull(listed.get(name), name);
  }

  private void check(String... leftOut) throws IOException, UnsignedException {
    new SignedFiles(new Manifest(listed, List.of(leftOut)))
        .checkFolder(folder, Optional.of(folder.resolve("model.sig")));
  }

  private String problem(String... leftOut) {
    return catchThrowableOfType(UnsignedException.class, () -> check(leftOut)).problem();
  }

  @Test
  void all_files_that_are_listed_and_none_besides_are_the_model() {
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void a_file_that_was_changed_is_named() throws Exception {
    write("more/vocab.txt", "wordz");
    assertThat(problem())
        .isEqualTo(
            "more/vocab.txt has %s, and signed is %s"
                .formatted(
                    Digests.ofFile(folder.resolve("more/vocab.txt")).text(),
                    signed("more/vocab.txt").text()));
  }

  @Test
  void a_file_that_is_gone_is_named() throws Exception {
    Files.delete(folder.resolve("more/vocab.txt"));
    assertThat(problem()).isEqualTo("more/vocab.txt is signed and isn't there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer.json", "more/x", ".hidden", "README.md", "other.sig"})
  void a_file_besides_is_named(String name) throws Exception {
    write(name, "");
    assertThat(problem()).isEqualTo(name + " isn't signed");
  }

  @ParameterizedTest
  @ValueSource(strings = {".cache/huggingface/x", "README.md", "docs/a.md", "old.sig"})
  void what_was_left_out_and_is_never_read_may_be_there(String name) throws Exception {
    write(name, "");
    assertThatCode(() -> check("docs", ".cache", "README.md", "old.sig"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {".git/config", ".gitattributes", ".gitignore", ".github/x.yml"})
  void what_git_keeps_may_be_there(String name) throws Exception {
    write(name, "");
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  /** A tokenizer that its signer has left out may be anybody's. */
  @Test
  void what_was_left_out_and_would_be_read_may_not() throws Exception {
    write("tokenizer.json", "{}");
    assertThat(problem("tokenizer.json")).isEqualTo("tokenizer.json was left out of the signature");
    assertThat(problem("token")).isEqualTo("tokenizer.json isn't signed");
  }

  @Test
  void the_bundle_alone_is_not_asked_for_a_signature() throws Exception {
    write("more/model.sig", "");
    assertThat(problem()).isEqualTo("more/model.sig isn't signed");
  }

  @Test
  void a_path_that_leads_out_of_the_folder_is_no_file_of_it() throws Exception {
    listed.put("../model.onnx", Digests.ofFile(folder.resolve("model.onnx")));
    Files.writeString(folder.resolveSibling("model.onnx"), "graph");
    assertThat(problem()).isEqualTo("../model.onnx is signed and isn't there");
  }

  @Test
  void links_count_as_what_they_lead_to() throws Exception {
    Files.delete(folder.resolve("more/vocab.txt"));
    write(".data/vocab", "words");
    Files.createSymbolicLink(folder.resolve("more/vocab.txt"), folder.resolve(".data/vocab"));
    assertThatCode(() -> check(".data")).doesNotThrowAnyException();
    write(".data/vocab", "wordz");
    assertThat(problem(".data")).startsWith("more/vocab.txt has ");
  }

  /** What lies beside a graph is loaded with it. */
  @Test
  void a_file_is_checked_with_all_that_lies_in_its_folder() throws Exception {
    var graph = folder.resolve("model.onnx");
    var bundle = Optional.of(folder.resolve("model.sig"));
    var whole = new SignedFiles(new Manifest(listed, List.of()));
    assertThatCode(() -> whole.checkAmong(graph, bundle)).doesNotThrowAnyException();
    var itself = new SignedFiles(new Manifest(Map.of(".", signed("model.onnx")), List.of()));
    assertThat(
            catchThrowableOfType(UnsignedException.class, () -> itself.checkAmong(graph, bundle)))
        .hasMessage("more/vocab.txt isn't signed");
    Files.delete(folder.resolve("more/vocab.txt"));
    assertThatCode(() -> itself.checkAmong(graph, bundle)).doesNotThrowAnyException();
    Files.writeString(graph, "other");
    assertThat(
            catchThrowableOfType(UnsignedException.class, () -> itself.checkAmong(graph, bundle)))
        .hasMessageStartingWith("model.onnx has ");
  }

  @Test
  void a_file_that_was_brought_alone_is_the_one_that_is_listed() throws Exception {
    var graph = folder.resolve("model.onnx");
    var whole = new SignedFiles(new Manifest(listed, List.of()));
    assertThat(catchThrowableOfType(UnsignedException.class, () -> whole.checkAlone(graph)))
        .hasMessage("2 files are signed, and the address leads to one");
    for (var name : List.of(".", "model.onnx")) {
      var one = new SignedFiles(new Manifest(Map.of(name, signed("model.onnx")), List.of()));
      assertThatCode(() -> one.checkAlone(graph)).doesNotThrowAnyException();
      var vocabulary = folder.resolve("more/vocab.txt");
      assertThat(catchThrowableOfType(UnsignedException.class, () -> one.checkAlone(vocabulary)))
          .hasMessageContaining(" has sha256:");
    }
  }
}
