package dev.steward.operator.trust;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How the Secrets that are planned for credentials get some. */
public sealed interface Issuing permits Issuer, CertManager {

  /** What is applied to get {@code planned}. */
  List<HasMetadata> asked(List<HasMetadata> planned);

  /**
   * {@code planned} as it is to be applied.
   *
   * @param stored what there is of that name
   */
  HasMetadata complete(HasMetadata planned, Optional<HasMetadata> stored);

  /** How long it is until one of the stored Secrets must be made anew; empty if there is none. */
  Optional<Duration> renewal(Collection<HasMetadata> owned);
}
