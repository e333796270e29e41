package dev.steward.core.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who may have signed models: of each of these lists one. Lists of several policies stay apart,
 * since of names that are of two forms there is no third form, and as many pairs of forms as there
 * are policies would be too many.
 *
 * <p>Example: one policy takes {@code *@acme.example}, another {@code ci@*} of the same root. A
 * service may state {@code ci@acme.example}, which is on both lists, and neither of the forms.
 *
 * @param lists sorted, none of which another one implies; none: whoever it was. The constructor
 *     drops what is implied
 */
public record AllowedSigners(List<OneOf> lists) {

  /** Whoever has signed, or nobody. */
  public static final AllowedSigners ANYBODY = new AllowedSigners(List.of());

  /**
   * One of these.
   *
   * @param signers sorted, none of whom another one covers; the constructor drops those
   */
  public record OneOf(List<AllowedSigner> signers) {

    public OneOf {
      var all = List.copyOf(signers);
      signers =
          all.stream()
              .distinct()
              .filter(
                  one -> all.stream().noneMatch(other -> !other.equals(one) && other.covers(one)))
              .sorted(Comparator.comparing(AllowedSigner::word))
              .toList();
    }

    private boolean covers(AllowedSigner one) {
      return signers.stream().anyMatch(each -> each.covers(one));
    }

    private boolean overlaps(AllowedSigner one) {
      return signers.stream().anyMatch(each -> each.overlaps(one));
    }

    /** Whether who is on this list is on the other one, too. */
    private boolean implies(OneOf other) {
      return signers.stream().allMatch(other::covers);
    }
  }

  public AllowedSigners {
    var all = List.copyOf(lists);
    lists =
        all.stream()
            .distinct()
            .filter(
                one -> all.stream().noneMatch(other -> !other.equals(one) && other.implies(one)))
            .sorted(Comparator.comparing(AllowedSigners::words))
            .toList();
  }

  /** These signers and no others. */
  public static AllowedSigners only(Collection<AllowedSigner> signers) {
    return new AllowedSigners(List.of(new OneOf(List.copyOf(signers))));
  }

  /** Whom both allow. */
  AllowedSigners meet(AllowedSigners other) {
    return new AllowedSigners(Stream.concat(lists.stream(), other.lists.stream()).toList());
  }

  /**
   * Whether nobody is on all lists. Of three forms or more each two of which have names in common
   * it isn't found that all of them have none.
   */
  boolean isNobody() {
    return !lists.isEmpty()
        && lists.stream()
            .flatMap(list -> list.signers().stream())
            .noneMatch(
                one -> lists.stream().allMatch(list -> list.covers(one) || list.overlaps(one)));
  }

  private static String words(OneOf list) {
    return String.join(" ", list.signers().stream().map(AllowedSigner::word).toList());
  }
}
