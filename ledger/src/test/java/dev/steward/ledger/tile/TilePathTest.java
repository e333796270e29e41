package dev.steward.ledger.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TilePathTest {

  @Test
  void paths_are_those_of_the_specification() {
    assertThat(TilePath.tile(0, 1_234_067, 256)).isEqualTo("tile/0/x001/x234/067");
    assertThat(TilePath.tile(1, 0, 17)).isEqualTo("tile/1/000.p/17");
    assertThat(TilePath.bundle(1000, 256)).isEqualTo("tile/entries/x001/000");
    assertThat(TilePath.bundle(273, 112)).isEqualTo("tile/entries/273.p/112");
  }

  @Test
  void widths_are_those_of_a_tree_of_70000() {
    assertThat(TilePath.width(0, 272, 70_000)).isEqualTo(256);
    assertThat(TilePath.width(0, 273, 70_000)).isEqualTo(112);
    assertThat(TilePath.width(1, 1, 70_000)).isEqualTo(17);
    assertThat(TilePath.width(2, 0, 70_000)).isEqualTo(1);
  }

  @Test
  void bundles_are_read_back_and_rubbish_is_none() {
    var bundle = Bundle.write(List.of(new byte[0], new byte[] {1}, new byte[65_535]));
    assertThat(Bundle.read(bundle).orElseThrow()).hasSize(3).last().isEqualTo(new byte[65_535]);
    assertThat(Bundle.read(new byte[] {0})).isEmpty();
    assertThat(Bundle.read(new byte[] {0, 2, 1})).isEmpty();
  }
}
