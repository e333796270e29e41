package dev.steward.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.ledger.merkle.NaiveTree;
import dev.steward.ledger.merkle.TileTree;
import dev.steward.ledger.note.SignedCheckpoint;
import dev.steward.ledger.note.VerifierKey;
import dev.steward.ledger.tile.Bundle;
import dev.steward.ledger.tile.TilePath;
import dev.steward.ledger.volume.VolumeReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an outsider reads from a log's tiles, each of which is compared with what its entries make
 * of it. Knows the format and none of the classes that write it.
 */
final class LogContents {

  private LogContents() {}

  static SignedCheckpoint checkpoint(VolumeReader volume, VerifierKey key) throws IOException {
    var note = new String(volume.read("log/checkpoint").orElseThrow(), StandardCharsets.UTF_8);
    return SignedCheckpoint.verify("checkpoint", note, List.of(key))
        .orThrow(violation -> new IllegalStateException(violation.message()));
  }

  static List<String> entries(VolumeReader volume, VerifierKey key) throws IOException {
    var checkpoint = checkpoint(volume, key).checkpoint();
    var entries = new ArrayList<byte[]>();
    for (var bundle = 0L; bundle * 256 < checkpoint.size(); bundle++) {
      var bytes = file(volume, TilePath.bundle(bundle, width(0, bundle, checkpoint.size())));
      entries.addAll(Bundle.read(bytes).orElseThrow());
    }
    assertThat(entries).hasSize((int) checkpoint.size());
    assertThat(NaiveTree.root(entries)).isEqualTo(checkpoint.root());
    var tree = new TileTree();
    var tiles = new ArrayList<TileTree.Tile>();
    entries.forEach(entry -> tree.append(entry, tiles));
    tiles.addAll(tree.partial());
    for (var tile : tiles) {
      assertThat(file(volume, TilePath.tile(tile.level(), tile.index(), tile.width())))
          .isEqualTo(tile.hashes());
    }
    return entries.stream().map(entry -> new String(entry, StandardCharsets.UTF_8)).toList();
  }

  private static int width(int level, long index, long size) {
    return TilePath.width(level, index, size);
  }

  private static byte[] file(VolumeReader volume, String path) throws IOException {
    return volume.read("log/" + path).orElseThrow(() -> new IOException(path + " is missing"));
  }
}
