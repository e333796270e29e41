package dev.steward.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.check.Checked;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ModelUriPropertyTest {

  @Property
  void a_printed_address_reads_as_itself(@ForAll("paths") String path) {
    var claim = new ModelUri.Pvc("models", path);
    assertThat(ModelUri.parse("uri", claim.text())).isEqualTo(Checked.valid(claim));
    var file = new ModelUri.LocalFile("/" + path);
    assertThat(ModelUri.parse("uri", file.text())).isEqualTo(Checked.valid(file));
    var object = new ModelUri.S3("models", path);
    assertThat(ModelUri.parse("uri", object.text())).isEqualTo(Checked.valid(object));
    var image = new ModelUri.Image(new ModelUri.Oci("r.example:5000", "a/b", ":1"), path);
    assertThat(ModelUri.parse("uri", image.text())).isEqualTo(Checked.valid(image));
    var hub = new ModelUri.Hub("org", "name", "v1", path);
    assertThat(ModelUri.parse("uri", hub.text())).isEqualTo(Checked.valid(hub));
  }

  @Property
  void any_text_is_read_or_refused_and_what_is_read_stays_in_its_place(@ForAll String text) {
    if (ModelUri.parse("uri", "pvc://models/" + text)
        instanceof Checked.Valid<ModelUri>(ModelUri.Pvc(var claim, var path))) {
      assertThat(claim).isEqualTo("models");
      assertThat(path.split("/")).doesNotContain("..", ".");
      assertThat(path).doesNotStartWith("/");
    }
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withChars(" %#?é模_-+&=:@")
        .ofMinLength(1)
        .ofMaxLength(12)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> String.join("/", parts));
  }
}
