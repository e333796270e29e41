package dev.steward.operator.policy;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Somebody who sends requests to the API server.
 *
 * @param user who, impersonated by the administrator; empty: the administrator
 */
record Caller(KubernetesClient administrator, Optional<String> user) {

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String MERGE = "application/merge-patch+json";

  /**
   * What the API server said.
   *
   * @param message of its Status, empty where the answer is none
   */
  record Answer(int code, String body, String message, List<String> warnings) {

    boolean succeeded() {
      return code / 100 == 2;
    }

    /** Whether an admission policy of ours refused it, by this rule. */
    boolean isDeniedBy(String rule) {
      return code == 403
          && message.contains("denied request: ")
          && message.contains("rule " + rule);
    }

    boolean isDeniedByAPolicy() {
      return code == 403 && message.contains("ValidatingAdmissionPolicy");
    }
  }

  Answer create(String collection, String yaml) {
    return send("POST", collection, YAML, yaml);
  }

  Answer tryToCreate(String collection, String yaml) {
    return send("POST", collection + "?dryRun=All", YAML, yaml);
  }

  Answer merge(String path, String patch) {
    return send("PATCH", path, MERGE, patch);
  }

  Answer strategic(String path, String patch) {
    return send("PATCH", path, "application/strategic-merge-patch+json", patch);
  }

  /** Server-side apply that takes over what others own. */
  Answer apply(String path, String yaml) {
    return send(
        "PATCH", path + "?fieldManager=thief&force=true", "application/apply-patch+yaml", yaml);
  }

  Answer delete(String path) {
    return send("DELETE", path, JSON, "{}");
  }

  Answer tryToDelete(String path) {
    return send(
        "DELETE",
        path,
        JSON,
        "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"dryRun\":[\"All\"]}");
  }

  Answer post(String path) {
    return send("POST", path, JSON, "");
  }

  Answer get(String path) {
    var builder = administrator.getHttpClient().newHttpRequestBuilder().uri(uri(path));
    user.ifPresent(name -> builder.header("Impersonate-User", name));
    return answer(builder.build());
  }

  private Answer send(String method, String path, String type, String body) {
    var builder =
        administrator
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(uri(path))
            .method(method, type, body);
    user.ifPresent(name -> builder.header("Impersonate-User", name));
    return answer(builder.build());
  }

  private URI uri(String path) {
    return URI.create(administrator.getMasterUrl().toString().replaceAll("/$", "") + path);
  }

  private Answer answer(HttpRequest request) {
    try {
      HttpResponse<String> response =
          administrator.getHttpClient().sendAsync(request, String.class).get(30, TimeUnit.SECONDS);
      return new Answer(
          response.code(),
          response.body(),
          message(response.body()),
          List.copyOf(response.headers("Warning")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(request.uri().toString(), e);
    }
  }

  private String message(String body) {
    try {
      var status = administrator.getKubernetesSerialization().unmarshal(body, Status.class);
      return "Status".equals(status.getKind()) && status.getMessage() != null
          ? status.getMessage()
          : "";
    } catch (RuntimeException _) {
      return body;
    }
  }
}
