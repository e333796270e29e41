package dev.steward.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.e2e.world.Program;
import dev.steward.e2e.world.SharedWorld;
import dev.steward.e2e.world.World;
import java.util.HashMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a script gets that reads the output of {@code steward}. */
@ExtendWith(SharedWorld.class)
@Order(8)
class CommandLineE2E {

  private final Program steward;

  CommandLineE2E(World world) {
    steward = world.cluster().steward();
  }

  @Test
  void what_the_virtual_machine_has_to_say_is_not_part_of_a_commands_output() {
    var environment = new HashMap<>(steward.environment());
    // No large pages are set up for it, of which it warns.
    environment.put("JDK_JAVA_OPTIONS", "-XX:+UseLargePages");

    var version = new Program(steward.file(), environment).attempt("", "version");

    assertThat(version.errors()).contains("[warning]");
    assertThat(version.output()).isEqualTo(steward.run("version"));
  }
}
