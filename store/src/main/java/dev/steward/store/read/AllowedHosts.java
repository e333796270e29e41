package dev.steward.store.read;

import java.util.List;
import java.util.Locale;

/**
 * The web servers that may be asked, so that a task can't reach what only this machine can.
 *
 * @param patterns each a host's name, or {@code *.DOMAIN} for those below a domain
 */
public record AllowedHosts(List<String> patterns) {

  /** No server. */
  public static final AllowedHosts NONE = new AllowedHosts(List.of());

  public AllowedHosts {
    patterns = patterns.stream().map(pattern -> pattern.toLowerCase(Locale.ROOT)).toList();
  }

  /** Whether {@code host} may be asked. */
  public boolean allows(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    return patterns.stream()
        .anyMatch(pattern ->
            pattern.startsWith("*.") ? name.endsWith(pattern.substring(1)) : name.equals(pattern));
  }
}
