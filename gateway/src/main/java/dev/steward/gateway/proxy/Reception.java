package dev.steward.gateway.proxy;

import dev.steward.core.error.ErrorCode;
import dev.steward.core.serving.ServiceId;
import dev.steward.gateway.audit.Trail;
import dev.steward.gateway.balance.Fleet;
import dev.steward.gateway.balance.ServiceLoad;
import dev.steward.gateway.listen.Entrance;
import dev.steward.gateway.route.FrontRoute;
import dev.steward.gateway.route.FrontRouter;
import dev.steward.gateway.route.PodAddress;
import dev.steward.gateway.route.Routes;
import dev.steward.tracing.Tracing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;

/** Takes every request that comes in, finds out whom it is for, and dispatches or refuses it. */
public final class Reception extends Handler.Abstract.NonBlocking {
  private static final long TICK_MILLIS = 100;

  private final Carrier carrier;
  private final ByteBudget budget;
  private final Detour detour;
  private final OwnAnswers own;
  private final Trail trail;
  private final Tracing tracing;
  private final SeenTasks tasks;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final StartingPods starting;
  private final AtomicReference<Fleet> fleet;
  private volatile boolean leaving;
  private volatile long lastArrival = System.nanoTime();

  /**
   * A reception that knows these routes until it is given others.
   *
   * @param calls carries those of gRPC
   * @param detour is offered each request before it goes to a pod
   * @param neighbours who is told, and who answers what goes to no pod
   */
  public Reception(
      HttpClient client,
      HttpClient calls,
      Limits limits,
      InstantSource clock,
      Routes routes,
      Detour detour,
      Neighbours neighbours) {
    this.own = neighbours.own();
    this.trail = neighbours.trail();
    this.tracing = neighbours.tracing();
    this.tasks = neighbours.tasks();
    this.carrier =
        new Carrier(client, calls, limits, clock, neighbours.traffic(), neighbours.fence());
    this.budget = new ByteBudget(limits.peekBytesOfAll());
    this.detour = detour;
    this.fleet = new AtomicReference<>(Fleet.of(routes));
    this.starting = new StartingPods(client, id -> fleet().service(id), this::sawReady);
  }

  private Fleet fleet() {
    return fleet.get();
  }

  /** Routes by these from now on; requests in hand stay where they are. */
  public void follow(Routes routes) {
    var before = fleet.getAndUpdate(known -> known.withRoutes(routes));
    // Of the old ones, too: who waits for a service that is gone is told so.
    before.services().forEach(service -> service.room().wake());
    fleet().services().forEach(starting::ask);
  }

  /** The load of every service. */
  public List<ServiceLoad> services() {
    return List.copyOf(fleet().services());
  }

  private void sawReady(ServiceId service, PodAddress pod) {
    fleet.getAndUpdate(known -> known.withSeen(service, pod));
    fleet().service(service).ifPresent(load -> load.room().wake());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    passTime();
  }

  /** What waits isn't only woken by what happens: pods that were put aside are tried again. */
  private void passTime() {
    if (isStarting() || isStarted()) {
      var now = System.nanoTime();
      for (var service : fleet().services()) {
        service.room().pass(now);
        service.wakeLane(now);
        starting.ask(service);
      }
      var _ =
          carrier
              .client()
              .getScheduler()
              .schedule(this::passTime, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** The routes in force. */
  public Routes routes() {
    return fleet().routes();
  }

  /** Requests in hand. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How long no request has come; counted from {@link #leave()} on. */
  public long quietNanos() {
    return System.nanoTime() - lastArrival;
  }

  /** From now on every answer ends its connection, so that clients go to other gateways. */
  public void leave() {
    lastArrival = System.nanoTime();
    leaving = true;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var call = ClientCall.of(trail, tracing, request, response, callback);
    var body = new ClientBody(call.request(), carrier.limits().bodyBytes());
    if (call.entrance() instanceof Entrance.OwnPort(var service)) {
      fleet().service(service).ifPresent(found -> record(call, found, path(call)));
    }
    if (leaving) {
      lastArrival = System.nanoTime();
      call.endConnection();
    }
    var broken = HouseRules.broken(request, carrier.limits());
    if (broken.isPresent()) {
      call.refuse(broken.get().code(), broken.get().message(), body);
    } else {
      receive(call, body);
    }
    return true;
  }

  private void record(ClientCall call, ServiceLoad service, String path) {
    call.record(service.route(), carrier.clock().instant(), path, tasks);
  }

  private void receive(ClientCall call, ClientBody body) {
    var path = path(call);
    switch (call.entrance()) {
      case Entrance.OwnPort(var service) -> dispatch(call, body, service, path);
      case Entrance.Front() -> receiveAtFront(call, body, path);
    }
  }

  private void receiveAtFront(ClientCall call, ClientBody body, String path) {
    var hostname = call.request().getHttpURI().getHost();
    follow(call, body, FrontRouter.route(fleet().routes(), hostname == null ? "" : hostname, path));
  }

  private void follow(ClientCall call, ClientBody body, FrontRoute route) {
    switch (route) {
      case FrontRoute.To(var service, var path) -> {
        fleet().service(service.service()).ifPresent(found -> record(call, found, path));
        dispatch(call, body, service.service(), path);
      }
      case FrontRoute.Refused(var code, var message) -> call.refuse(code, message, body);
      case FrontRoute.ByBody() -> peek(call, body);
      case FrontRoute.ByHeader() -> followHeader(call, body);
    }
  }

  private void followHeader(ClientCall call, ClientBody body) {
    var model = call.request().getHeaders().get(FrontRoute.ByHeader.MODEL_HEADER);
    if (model == null || model.isBlank()) {
      call.refuse(
          ErrorCode.INVALID_REQUEST,
          FrontRoute.ByHeader.MODEL_HEADER
              + ": missing; name the model, or "
              + (call.isGrpc()
                  ? "call the service's own address"
                  : "put /NAMESPACE/NAME before the path"),
          body);
    } else {
      follow(call, body, FrontRouter.byModel(routes(), model.strip(), path(call)));
    }
  }

  private void peek(ClientCall call, ClientBody unread) {
    if (!enter(call, unread)) {
      return;
    }
    BodyPeek.begin(
        call,
        carrier.limits(),
        budget,
        outcome -> {
          inFlight.decrementAndGet();
          switch (outcome) {
            case BodyPeek.Outcome.Model(var model, var body) ->
                follow(call, body, FrontRouter.byModel(routes(), model, path(call)));
            case BodyPeek.Outcome.Refused(var code, var message, var body) ->
                call.refuse(code, message, body);
          }
        });
  }

  /** As it was sent but for its dot segments: what is encoded stays so on its way to the pod. */
  private static String path(ClientCall call) {
    var path = URIUtil.normalizePath(call.request().getHttpURI().getPath());
    return path == null || path.isEmpty() ? "/" : path;
  }

  private void dispatch(ClientCall call, ClientBody body, ServiceId id, String path) {
    var found = fleet().service(id);
    if (found.isEmpty()) {
      // The port belonged to a service that is gone; its clients must not find its successor.
      call.endConnection();
      call.refuse(
          ErrorCode.NOT_FOUND, "service %s is no longer served here".formatted(id.path()), body);
      return;
    }
    if (Quarantined.is(found.get())) {
      call.refuse(ErrorCode.POLICY_VIOLATION, Quarantined.message(id.path()), body);
    } else if (carrier.fence().isAround(found.get().route().config())) {
      // By its next connection the client finds another gateway.
      call.endConnection();
      call.refuse(ErrorCode.POLICY_BEHIND, Quarantined.behind(id.path()), body);
    } else if (call.recording().isShut()) {
      // Before a pod computes for nobody.
      call.refuse(ErrorCode.UNRECORDED, ClientCall.UNRECORDED, body);
    } else {
      call.doubt()
          .get()
          .ifPresentOrElse(
              wrong -> call.refuse(wrong.code(), wrong.message(), body),
              () -> takeIn(call, body, found.get(), path));
    }
  }

  private void takeIn(ClientCall call, ClientBody body, ServiceLoad service, String path) {
    var config = service.route().config();
    if (!config.protocols().contains(call.dialect().protocol())) {
      call.refuse(
          ErrorCode.METHOD_NOT_ALLOWED,
          "the pods of %s don't speak gRPC; call it over HTTP".formatted(config.service().path()),
          body);
    } else if (!call.isGrpc() && own.takes(path)) {
      answerHere(call, body, service, path);
    } else {
      dispatch(call, body, service, path);
    }
  }

  private void answerHere(ClientCall call, ClientBody body, ServiceLoad service, String path) {
    if (enter(call, body)) {
      own.answer(
          new OwnRequest(
              carrier, service.route(), call, body, path, () -> inFlight.decrementAndGet()));
    }
  }

  private void dispatch(ClientCall call, ClientBody body, ServiceLoad service, String path) {
    if (!enter(call, body)) {
      return;
    }
    if (service.inFlight().enter(System.nanoTime()) > carrier.limits().inFlightPerService()) {
      service.inFlight().leave(System.nanoTime());
      inFlight.decrementAndGet();
      // Its owner is to see it, though it went to nobody.
      carrier
          .traffic()
          .ended(
              service.route().service(),
              Optional.empty(),
              ErrorCode.QUEUE_FULL.httpStatus(),
              Duration.ZERO);
      call.refuse(
          ErrorCode.QUEUE_FULL,
          "%s has %d requests in hand here; try again soon"
              .formatted(service.route().service().path(), carrier.limits().inFlightPerService()),
          body);
      return;
    }
    var query = call.request().getHttpURI().getQuery();
    new Turn(
            service,
            call,
            detour,
            () -> left(service),
            whenDone ->
                new Dispatched(
                    carrier,
                    service,
                    () -> fleet().service(service.route().service()),
                    call,
                    body,
                    query == null ? path : path + "?" + query,
                    whenDone))
        .take();
  }

  /** One request less is in hand. */
  private void left(ServiceLoad service) {
    service.inFlight().leave(System.nanoTime());
    inFlight.decrementAndGet();
    if (!service.lane().isEmpty()) {
      fleet().service(service.route().service()).ifPresent(now -> now.wakeLane(System.nanoTime()));
    }
  }

  private boolean enter(ClientCall call, ClientBody body) {
    if (inFlight.incrementAndGet() <= carrier.limits().inFlight()) {
      return true;
    }
    inFlight.decrementAndGet();
    call.refuse(
        ErrorCode.QUEUE_FULL,
        "this gateway has %d requests in hand; try again soon"
            .formatted(carrier.limits().inFlight()),
        body);
    return false;
  }
}
