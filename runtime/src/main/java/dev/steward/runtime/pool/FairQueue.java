package dev.steward.runtime.pool;

import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What waits, in an order that is fair between tenants: each gets the same share of the work as
 * long as it has some waiting. Within one tenant who came first goes first, as far as {@link
 * Priority} doesn't say otherwise. A tenant that was idle has saved nothing up.
 *
 * <p>Start-time fair queueing (Goyal, Vin and Cheng, 1996): a tenant is marked with the work that
 * each of those with something waiting has been given when its own turn comes; the least mark goes
 * first.
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

  /**
   * One that waits.
   *
   * @param place among those of its tenant
   * @param number when it came, among all
   */
  private record Waiting<E>(E element, int work, long place, long number, Line<E> line) {}

  /** What waits of one tenant. */
  private static final class Line<E> {
    private final String tenant;
    private final TreeSet<Waiting<E>> waiting =
        new TreeSet<>(
            Comparator.<Waiting<E>>comparingLong(Waiting::place)
                .thenComparingLong(Waiting::number));
    private long mark;
    private long came;

    Line(String tenant, long mark) {
      this.tenant = tenant;
      this.mark = mark;
    }

    long firstNumber() {
      return waiting.first().number();
    }
  }

  /** Lines with something in them. What changes in a line changes while it isn't here. */
  private final TreeSet<Line<E>> order =
      new TreeSet<>(
          Comparator.<Line<E>>comparingLong(line -> line.mark)
              .thenComparingLong(Line::firstNumber));

  private final Map<String, Line<E>> lines = new HashMap<>();
  private final IdentityHashMap<E, Waiting<E>> places = new IdentityHashMap<>();

  /** The marks of tenants that have nothing waiting. */
  private final LinkedHashMap<String, Long> idle = new LinkedHashMap<>();

  private long clock;
  private long numbers;
  private long waitingWork;

  /**
   * Has one wait.
   *
   * @param work its size, at least 1, in any unit that is the same for all
   */
  void add(E element, String tenant, int work, Priority priority) {
    var line = lines.get(tenant);
    if (line == null) {
      var given = idle.remove(tenant);
      line = new Line<>(tenant, given == null ? clock : Math.max(clock, given));
      lines.put(tenant, line);
    } else {
      order.remove(line);
    }
    int size = Math.max(1, work);
    var waiting = new Waiting<>(element, size, priority.place(line.came++), numbers++, line);
    line.waiting.add(waiting);
    order.add(line);
    waitingWork += size;
    places.put(element, waiting);
  }

  /** Takes the one whose turn it is. */
  Optional<E> poll() {
    var line = order.pollFirst();
    if (line == null) {
      return Optional.empty();
    }
    clock = line.mark;
    var first = line.waiting.removeFirst();
    line.mark += first.work();
    gone(first);
    settle(line);
    return Optional.of(first.element());
  }

  /** Offers all that wait, in order; what {@code takes} says yes to is taken out. */
  void offer(Predicate<E> takes) {
    var offers =
        new PriorityQueue<Offer<E>>(
            Comparator.<Offer<E>>comparingLong(offer -> offer.mark)
                .thenComparingLong(offer -> offer.next.number()));
    order.forEach(line -> offers.add(new Offer<>(line)));
    order.clear();
    for (var offer = offers.poll(); offer != null; offer = offers.poll()) {
      if (takes.test(offer.next.element())) {
        offer.take();
        gone(offer.next);
      }
      if (offer.goesOn()) {
        offers.add(offer);
      } else {
        settle(offer.line);
      }
    }
  }

  /** A line while what is in it is offered. */
  private static final class Offer<E> {
    private final Line<E> line;
    private final Iterator<Waiting<E>> rest;
    private Waiting<E> next;
    private long mark;

    Offer(Line<E> line) {
      this.line = line;
      rest = line.waiting.iterator();
      next = rest.next();
      mark = line.mark;
    }

    void take() {
      rest.remove();
      line.mark += next.work();
    }

    boolean goesOn() {
      if (!rest.hasNext()) {
        return false;
      }
      mark += next.work();
      next = rest.next();
      return true;
    }
  }

  /** Takes one out that doesn't want its turn any more; does nothing where it doesn't wait. */
  void remove(E element) {
    var waiting = places.get(element);
    if (waiting != null) {
      var line = waiting.line();
      order.remove(line);
      line.waiting.remove(waiting);
      gone(waiting);
      settle(line);
    }
  }

  private void gone(Waiting<E> waiting) {
    places.remove(waiting.element());
    waitingWork -= waiting.work();
  }

  /** Puts a line back that has changed; one that is empty is remembered for a while. */
  private void settle(Line<E> line) {
    if (!line.waiting.isEmpty()) {
      order.add(line);
      return;
    }
    lines.remove(line.tenant);
    idle.putLast(line.tenant, line.mark);
    while (!idle.isEmpty() && tenantsRemembered() > REMEMBERED) {
      idle.pollFirstEntry();
    }
    if (lines.isEmpty()) {
      // Nobody is kept waiting by what another was given.
      idle.clear();
      clock = 0;
    }
  }

  /** How many tenants something is known of. */
  int tenantsRemembered() {
    return lines.size() + idle.size();
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** The work of all that wait. */
  long work() {
    return waitingWork;
  }

  int size() {
    return places.size();
  }
}
