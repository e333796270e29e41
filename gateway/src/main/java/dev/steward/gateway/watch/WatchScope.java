package dev.steward.gateway.watch;

import java.util.Optional;

/**
 * Which objects a gateway may see.
 *
 * @param home Steward's own namespace, where the ServingConfigs are
 * @param services the one namespace whose services are served; empty: all
 */
public record WatchScope(String home, Optional<String> services) {}
