package dev.steward.gateway.proxy;

import dev.steward.core.check.Checked;
import dev.steward.core.error.ErrorCode;
import dev.steward.core.policy.GoverningPolicy;
import dev.steward.core.policy.Obligations;
import dev.steward.core.policy.PolicySource;
import dev.steward.core.task.TaskUid;
import dev.steward.gateway.route.ServiceRoute;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * What a request says of the InferenceTask whose item it is, and what follows. A task's workers
 * prove nothing, so whoever knows the uid of a task that runs can say it; but nobody can have
 * another text recorded, or name a task that is over or another service's. A claim that can't be
 * believed isn't passed over: the item's record would be missing among its task's, and be kept as
 * the service says where the task says otherwise.
 *
 * @param route the service on the terms on which it answers this request
 * @param task that the request belongs to: the one it names, or that is at its path
 * @param objection why it is refused, if it is
 */
record TaskClaim(ServiceRoute route, Optional<TaskUid> task, Optional<Problem> objection) {
  /** The field that names the task. */
  static final String FIELD = "x-steward-task";

  /**
   * A claim, judged by the tasks that are seen now.
   *
   * @param path below the service's root
   */
  static TaskClaim of(HttpFields fields, ServiceRoute route, String path, SeenTasks tasks) {
    var seen =
        fields.contains(FIELD)
            ? named(fields).flatMap(uid -> tasks.asking(route.service(), uid))
            : tasks.at(route.service(), path);
    return seen.map(task -> of(task, route))
        .orElseGet(() -> new TaskClaim(route, Optional.empty(), unjudged(fields)));
  }

  private static TaskClaim of(SeenTasks.SeenTask task, ServiceRoute route) {
    var uid = Optional.of(task.uid());
    return task.stated()
        .map(stated ->
            switch (terms(route, stated)) {
              case Checked.Invalid<Obligations>(var wrong) ->
                  new TaskClaim(
                      route,
                      uid,
                      Optional.of(new Problem(ErrorCode.POLICY_VIOLATION, wrong.message())));
              case Checked.Valid<Obligations>(var all) ->
                  new TaskClaim(
                      new ServiceRoute(route.config().obliging(all), route.pods()),
                      uid,
                      Optional.empty());
            })
        .orElseGet(() -> new TaskClaim(route, uid, Optional.empty()));
  }

  private static Checked<Obligations> terms(ServiceRoute route, GoverningPolicy stated) {
    var service = route.service();
    return Obligations.ofItems(
        route.config().obligations(),
        new PolicySource.OfService(service.namespace(), service.name()),
        stated);
  }

  /** Why a request is refused as long as what it says isn't believed; empty if it says nothing. */
  static Optional<Problem> unjudged(HttpFields fields) {
    if (!fields.contains(FIELD)) {
      return Optional.empty();
    }
    return Optional.of(
        named(fields).isPresent()
            ? new Problem(
                ErrorCode.TASK_UNKNOWN,
                FIELD
                    + ": no InferenceTask of this service that isn't finished has this uid, or it"
                    + " hasn't been seen here yet; try again soon, or leave the field out")
            : new Problem(
                ErrorCode.INVALID_REQUEST,
                FIELD + ": it isn't one uid of an InferenceTask; leave the field out"));
  }

  private static Optional<TaskUid> named(HttpFields fields) {
    var values = fields.getValuesList(FIELD);
    return values.size() == 1 ? TaskUid.parse(values.getFirst()) : Optional.empty();
  }
}
