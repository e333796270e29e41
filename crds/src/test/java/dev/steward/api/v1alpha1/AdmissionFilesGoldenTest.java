package dev.steward.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AdmissionFilesGoldenTest {

  private static final Path CHART = Path.of("../helm/steward/files/admission");

  @Test
  void the_charts_admission_policies_are_those_of_the_rules() throws IOException {
    for (var file : AdmissionGeneration.files().entrySet()) {
      var path = CHART.resolve(file.getKey());
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(CHART);
        Files.writeString(path, file.getValue());
      }
      assertThat(path).as("write it with -Dgolden.update=true").hasContent(file.getValue());
    }
  }

  /** What the cluster's check of types costs grows with the square of a line's length. */
  @Test
  void lines_stay_short_enough_to_be_checked() {
    for (var file : AdmissionGeneration.files().values()) {
      assertThat(file.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(1_200));
    }
  }
}
