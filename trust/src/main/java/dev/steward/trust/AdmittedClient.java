package dev.steward.trust;

import dev.steward.core.serving.PeerName;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Admits clients that prove one name. Java checks a server's name, but takes any client whose
 * certificate the CA has signed: here that would be every pod.
 */
final class AdmittedClient extends X509ExtendedTrustManager {

  private final Supplier<X509ExtendedTrustManager> signed;
  private final PeerName admitted;

  /**
   * A manager that admits {@code admitted} alone.
   *
   * @param signed checks the chain, the times and the purpose; asked at each handshake
   */
  AdmittedClient(Supplier<X509ExtendedTrustManager> signed, PeerName admitted) {
    this.signed = signed;
    this.admitted = admitted;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    signed.get().checkClientTrusted(chain, type, engine);
    admit(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    signed.get().checkClientTrusted(chain, type, socket);
    admit(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    signed.get().checkClientTrusted(chain, type);
    admit(chain);
  }

  private void admit(X509Certificate[] chain) throws CertificateException {
    var names = SubjectNames.of(chain[0]);
    if (!names.equals(List.of(admitted.dns()))) {
      throw new CertificateException(admitted + " alone is admitted, this is " + names);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw serversOnly();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw serversOnly();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw serversOnly();
  }

  private static CertificateException serversOnly() {
    return new CertificateException("this is for servers, which call nobody");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return signed.get().getAcceptedIssuers();
  }
}
