package dev.steward.ledger.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Everything of this package against {@link NaiveTree}. */
class MerklePropertyTest {

  private static List<byte[]> entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> ByteBuffer.allocate(4).putInt(i * 31).array())
        .toList();
  }

  private static Nodes nodes(List<byte[]> entries) {
    return (height, index) ->
        NaiveTree.root(entries.subList((int) (index << height), (int) ((index + 1) << height)));
  }

  private static TileTree tree(List<byte[]> entries) {
    var tree = new TileTree();
    entries.forEach(entry -> tree.append(entry, new ArrayList<>()));
    return tree;
  }

  @Property(tries = 100)
  void roots_are_the_rfcs(@ForAll @IntRange(max = 1500) int size) throws IOException {
    var entries = entries(size);
    assertThat(tree(entries).root()).isEqualTo(NaiveTree.root(entries));
    assertThat(new Proofs(nodes(entries)).root(size)).isEqualTo(NaiveTree.root(entries));
  }

  @Property(tries = 100)
  void a_restored_tree_goes_on_like_the_one_it_was(
      @ForAll @IntRange(max = 1000) int size, @ForAll @IntRange(max = 300) int more) {
    var entries = entries(size + more);
    var restored =
        TileTree.restore(ByteBuffer.wrap(tree(entries.subList(0, size)).snapshot())).orElseThrow();
    entries.subList(size, size + more).forEach(entry -> restored.append(entry, new ArrayList<>()));
    assertThat(restored.root()).isEqualTo(NaiveTree.root(entries));
  }

  @Property(tries = 300)
  void inclusion_is_proven_as_the_rfc_says(
      @ForAll @IntRange(min = 1, max = 150) int size, @ForAll @IntRange(max = 149) int at)
      throws IOException {
    var entries = entries(size);
    var index = at % size;
    var path = new Proofs(nodes(entries)).inclusion(index, size);
    assertThat(path).isEqualTo(NaiveTree.path(index, entries));
    var root = NaiveTree.root(entries);
    var leaf = new TreeHasher().leaf(entries.get(index));
    assertThat(ProofCheck.included(leaf, index, size, path, root)).isTrue();
    for (var other = 0; other < size + 2; other++) {
      if (other != index) {
        assertThat(ProofCheck.included(leaf, other, size, path, root)).isFalse();
      }
    }
    var another = new TreeHasher().leaf(new byte[] {1});
    assertThat(ProofCheck.included(another, index, size, path, root)).isFalse();
    assertThat(ProofCheck.included(leaf, index, size, path, another)).isFalse();
    for (var changed : mutations(path)) {
      assertThat(ProofCheck.included(leaf, index, size, changed, root)).isFalse();
    }
  }

  @Property(tries = 300)
  void growth_is_proven_as_the_rfc_says(
      @ForAll @IntRange(min = 1, max = 150) int size, @ForAll @IntRange(max = 149) int at)
      throws IOException {
    var entries = entries(size);
    var older = at % size + 1;
    var proof = new Proofs(nodes(entries)).consistency(older, size);
    assertThat(proof).isEqualTo(NaiveTree.proof(older, entries));
    var olderRoot = NaiveTree.root(entries.subList(0, older));
    var root = NaiveTree.root(entries);
    assertThat(ProofCheck.consistent(older, olderRoot, size, root, proof)).isTrue();
    var another = new TreeHasher().leaf(new byte[] {1});
    assertThat(ProofCheck.consistent(older, another, size, root, proof)).isFalse();
    assertThat(ProofCheck.consistent(older, olderRoot, size, another, proof)).isFalse();
    for (var changed : mutations(proof)) {
      assertThat(ProofCheck.consistent(older, olderRoot, size, root, changed)).isFalse();
    }
  }

  @Property(tries = 50)
  void everything_grew_from_nothing(@ForAll @IntRange(min = 1, max = 50) int size) {
    var root = NaiveTree.root(entries(size));
    var empty = TreeHasher.emptyRoot();
    assertThat(ProofCheck.consistent(0, empty, size, root, List.of())).isTrue();
    assertThat(ProofCheck.consistent(0, root, size, root, List.of())).isFalse();
    assertThat(ProofCheck.consistent(size, root, size - 1, root, List.of())).isFalse();
  }

  /** One hash changed, left out, added or swapped with its neighbour. */
  private static List<List<Hash>> mutations(List<Hash> proof) {
    var mutations = new ArrayList<List<Hash>>();
    var strange = new TreeHasher().leaf(new byte[] {2});
    for (var i = 0; i < proof.size(); i++) {
      var changed = new ArrayList<>(proof);
      changed.set(i, strange);
      mutations.add(changed);
      var shorter = new ArrayList<>(proof);
      shorter.remove(i);
      mutations.add(shorter);
      if (i > 0) {
        var swapped = new ArrayList<>(proof);
        Collections.swap(swapped, i, i - 1);
        mutations.add(swapped);
      }
    }
    var longer = new ArrayList<>(proof);
    longer.add(strange);
    mutations.add(longer);
    return mutations;
  }
}
