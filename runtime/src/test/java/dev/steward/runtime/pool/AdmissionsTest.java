package dev.steward.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.ErrorCode;
import org.junit.jupiter.api.Test;

class AdmissionsTest {

  private static final Tenant A = new Tenant("a");
  private static final Tenant B = new Tenant("b");

  private static int fill(Admissions admissions, Tenant tenant) {
    int count = 0;
    while (admissions.admit(tenant).isEmpty()) {
      count++;
    }
    return count;
  }

  @Test
  void one_tenant_can_never_have_all_places() {
    var admissions = new Admissions(900);
    assertThat(fill(admissions, A)).isEqualTo(800);
    assertThat(fill(admissions, B)).isBetween(80, 99);
  }

  @Test
  void few_places_may_all_be_one_tenants() {
    assertThat(fill(new Admissions(1), A)).isEqualTo(1);
    assertThat(fill(new Admissions(8), A)).isEqualTo(8);
  }

  @Test
  void a_place_that_was_left_can_be_had_again() {
    var admissions = new Admissions(2);
    fill(admissions, A);
    admissions.leave(A);
    assertThat(admissions.admitted()).isEqualTo(1);
    assertThat(admissions.admit(B)).isEmpty();
  }

  @Test
  void who_is_one_too_many_is_told_whether_it_is_the_tenants_share_or_all() {
    var admissions = new Admissions(900);
    fill(admissions, A);
    var share = admissions.admit(A).orElseThrow();
    assertThat(share.code()).isEqualTo(ErrorCode.QUEUE_FULL);
    assertThat(share.message()).contains("800 requests of this tenant", "900");
    var small = new Admissions(1);
    fill(small, A);
    assertThat(small.admit(B).orElseThrow().message()).startsWith("1 requests are waiting");
  }
}
