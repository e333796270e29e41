package dev.steward.runtime.pool;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What waits, in an order that is fair between tenants: each gets the same share of the work as
 * long as it has some waiting, and within one tenant who came first goes first. A tenant that was
 * idle has saved nothing up.
 *
 * <p>Start-time fair queueing (Goyal, Vin and Cheng, 1996): an element is marked with the work that
 * each of the tenants with something waiting has been given when its own turn would come; the least
 * mark goes first.
 *
 * <pre>
 * a, a, a (work 1 each) and then b come: a, b, a, a go.
 * </pre>
 *
 * <p>Not for several threads.
 *
 * @param <E> what waits; known by identity
 */
final class FairQueue<E> {

  /** Tenants of which it is remembered what they were given; beyond it the first is forgotten. */
  static final int REMEMBERED = 1024;

  /** One that waits; {@code number} is when it came. */
  private record Waiting<E>(E element, int work, long mark, long number) {}

  private final TreeSet<Waiting<E>> order =
      new TreeSet<>(
          Comparator.<Waiting<E>>comparingLong(Waiting::mark).thenComparingLong(Waiting::number));
  private final IdentityHashMap<E, Waiting<E>> places = new IdentityHashMap<>();

  /** The marks of what each tenant has coming next. */
  private final Map<String, Long> next = new LinkedHashMap<>();

  private long clock;
  private long numbers;
  private long waitingWork;

  /**
   * Has one wait.
   *
   * @param work its size, at least 1, in any unit that is the same for all
   */
  void add(E element, String tenant, int work) {
    var given = next.remove(tenant);
    long mark = given == null ? clock : Math.max(clock, given);
    int size = Math.max(1, work);
    next.put(tenant, mark + size);
    if (next.size() > REMEMBERED) {
      next.remove(next.keySet().iterator().next());
    }
    var waiting = new Waiting<>(element, size, mark, numbers++);
    waitingWork += size;
    order.add(waiting);
    places.put(element, waiting);
  }

  /** Takes the one whose turn it is. */
  Optional<E> poll() {
    var first = order.pollFirst();
    if (first == null) {
      return Optional.empty();
    }
    clock = first.mark();
    gone(first);
    return Optional.of(first.element());
  }

  /** Offers all that wait, in order; what {@code takes} says yes to is taken out. */
  void offer(Predicate<E> takes) {
    var all = order.iterator();
    while (all.hasNext()) {
      var waiting = all.next();
      if (takes.test(waiting.element())) {
        all.remove();
        gone(waiting);
      }
    }
  }

  /** Takes one out that doesn't want its turn any more; does nothing where it doesn't wait. */
  void remove(E element) {
    var waiting = places.get(element);
    if (waiting != null) {
      order.remove(waiting);
      gone(waiting);
    }
  }

  private void gone(Waiting<E> waiting) {
    places.remove(waiting.element());
    waitingWork -= waiting.work();
    if (order.isEmpty()) {
      // Nobody is kept waiting by what another was given.
      next.clear();
      clock = 0;
    }
  }

  /** How many tenants something is known of. */
  int tenantsRemembered() {
    return next.size();
  }

  boolean isEmpty() {
    return order.isEmpty();
  }

  /** The work of all that wait. */
  long work() {
    return waitingWork;
  }

  int size() {
    return order.size();
  }
}
