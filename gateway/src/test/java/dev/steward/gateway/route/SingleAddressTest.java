package dev.steward.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.gateway.TestPods;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SingleAddressTest {

  private final ServiceRoute one = TestPods.service("a/one", Duration.ofSeconds(1), 1);
  private final ServiceRoute two = TestPods.service("a/two", Duration.ofSeconds(1), 2);

  @Test
  void a_service_alone_has_every_path_of_the_front_port() {
    var routes = Routes.onFrontPort(List.of(one));

    assertThat(FrontRouter.route(routes, "anything", "/v1/models"))
        .isEqualTo(new FrontRoute.To(one, "/v1/models"));
    assertThat(FrontRouter.route(routes, "anything", "/metrics"))
        .isEqualTo(new FrontRoute.To(one, "/metrics"));
  }

  @Test
  void several_share_the_front_port_by_model_and_path() {
    var routes = Routes.onFrontPort(List.of(one, two));

    assertThat(FrontRouter.route(routes, "anything", "/v2/models/two/infer"))
        .isEqualTo(new FrontRoute.To(two, "/v2/models/two/infer"));
    assertThat(FrontRouter.route(routes, "anything", "/a/one/v1/models"))
        .isEqualTo(new FrontRoute.To(one, "/v1/models"));
    assertThat(FrontRouter.route(routes, "anything", "/v1/models"))
        .isInstanceOf(FrontRoute.Refused.class);
  }

  @Test
  void no_service_gets_a_port_of_its_own() {
    assertThat(Routes.onFrontPort(List.of(one, two)).withOwnPort()).isEmpty();
    assertThat(Routes.of(List.of(one, two)).withOwnPort()).containsExactly(one, two);
    assertThat(Routes.of(List.of(one)).ownerOfFrontPort()).isEmpty();
  }
}
