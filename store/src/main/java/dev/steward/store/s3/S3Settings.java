package dev.steward.store.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Which object store, and who asks.
 *
 * @param endpoint of a store that isn't Amazon's
 * @param region where buckets lie
 * @param credentials empty: as anybody
 * @param trust decides about the store's certificate; empty: the system does
 */
public record S3Settings(
    Optional<URI> endpoint,
    String region,
    Optional<AwsCredentials> credentials,
    Optional<X509TrustManager> trust) {

  private static final String DEFAULT_REGION = "us-east-1";
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration READ = Duration.ofSeconds(30);
  private static final Duration WHOLE = Duration.ofMinutes(10);

  /** Longer than any download may take. */
  private static final Duration SIGNED = Duration.ofHours(2);

  /** The environment variables it is read from, as Amazon's own tools name them. */
  public enum Variable {
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN,
    AWS_REGION,
    AWS_ENDPOINT_URL
  }

  /** Reads the {@link Variable}s. */
  public static S3Settings of(Map<String, String> environment) {
    var key = value(environment, Variable.AWS_ACCESS_KEY_ID);
    var secret = value(environment, Variable.AWS_SECRET_ACCESS_KEY);
    var session = value(environment, Variable.AWS_SESSION_TOKEN);
    return new S3Settings(
        value(environment, Variable.AWS_ENDPOINT_URL).map(URI::create),
        value(environment, Variable.AWS_REGION).orElse(DEFAULT_REGION),
        key.flatMap(id -> secret.map(hidden -> credentials(id, hidden, session))),
        Optional.empty());
  }

  /** The same of a store that is trusted otherwise. */
  public S3Settings trusting(X509TrustManager other) {
    return new S3Settings(endpoint, region, credentials, Optional.of(other));
  }

  /** A client, which the caller closes. */
  public S3Client connect() {
    var http = UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(READ);
    trust.ifPresent(manager -> http.tlsTrustManagersProvider(() -> new TrustManager[] {manager}));
    var client =
        S3Client.builder()
            .region(Region.of(region))
            .credentialsProvider(provider())
            // Amazon's newer checksums go beyond what other stores know.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(settings -> settings.apiCallTimeout(WHOLE))
            .httpClientBuilder(http);
    endpoint.ifPresent(uri -> client.endpointOverride(uri).forcePathStyle(true));
    return client.build();
  }

  /**
   * An address at which an object can be read for {@link #SIGNED}, by a signature in it where there
   * are credentials: a secret, as long as it holds.
   */
  public URI toRead(String bucket, String key) {
    if (credentials.isEmpty()) {
      try (var client = connect()) {
        return toUri(client.utilities().getUrl(request -> request.bucket(bucket).key(key)));
      }
    }
    var presigner =
        S3Presigner.builder()
            .region(Region.of(region))
            .credentialsProvider(provider())
            .serviceConfiguration(
                S3Configuration.builder().pathStyleAccessEnabled(endpoint.isPresent()).build());
    endpoint.ifPresent(presigner::endpointOverride);
    try (var signing = presigner.build()) {
      return toUri(
          signing
              .presignGetObject(request ->
                  request
                      .signatureDuration(SIGNED)
                      .getObjectRequest(object -> object.bucket(bucket).key(key)))
              .url());
    }
  }

  private static URI toUri(URL url) {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the client makes no address", e);
    }
  }

  private AwsCredentialsProvider provider() {
    return credentials
        .<AwsCredentialsProvider>map(StaticCredentialsProvider::create)
        .orElseGet(AnonymousCredentialsProvider::create);
  }

  private static AwsCredentials credentials(String id, String secret, Optional<String> session) {
    return session
        .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
        .orElseGet(() -> AwsBasicCredentials.create(id, secret));
  }

  private static Optional<String> value(Map<String, String> environment, Variable variable) {
    return Optional.ofNullable(environment.get(variable.name())).filter(text -> !text.isBlank());
  }
}
