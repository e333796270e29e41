package dev.steward.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors that Certificate Transparency's own implementations test with. */
class RootTest {

  private static final List<byte[]> ENTRIES =
      List.of(
          hex(""),
          hex("00"),
          hex("10"),
          hex("2021"),
          hex("3031"),
          hex("40414243"),
          hex("5051525354555657"),
          hex("606162636465666768696a6b6c6d6e6f"));

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void roots_are_those_of_certificate_transparency() {
    var tree = new TileTree();
    assertThat(tree.root()).hasToString(ROOTS.getFirst());
    for (var size = 1; size < ROOTS.size(); size++) {
      tree.append(ENTRIES.get(size - 1), new ArrayList<>());
      assertThat(tree.root()).hasToString(ROOTS.get(size));
      assertThat(NaiveTree.root(ENTRIES.subList(0, size))).hasToString(ROOTS.get(size));
    }
  }

  @Test
  void a_tree_of_70000_holds_and_gives_away_what_the_format_says() {
    var tree = new TileTree();
    var full = new ArrayList<TileTree.Tile>();
    for (var i = 0; i < 70_000; i++) {
      tree.append(new byte[] {(byte) i}, full);
    }
    assertThat(full).filteredOn(tile -> tile.level() == 0).hasSize(273);
    assertThat(full).filteredOn(tile -> tile.level() == 1).hasSize(1);
    assertThat(full)
        .filteredOn(tile -> tile.level() == 0)
        .last()
        .returns(272L, TileTree.Tile::index);
    assertThat(
            tree.partial().stream()
                .map(tile -> List.of((long) tile.level(), tile.index(), (long) tile.width())))
        .containsExactly(List.of(0L, 273L, 112L), List.of(1L, 1L, 17L), List.of(2L, 0L, 1L));
  }
}
