package ponto.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP listener: Jetty on virtual threads, with a bound on everything a stranger may send. */
public final class Door implements AutoCloseable {
  /** Method, path and token fit several times. */
  private static final int HEADER_BYTES_MAX = 16 * 1024;

  /** A phone in a basement may stall; longer than this it comes again. */
  private static final long IDLE_MILLIS = 30_000;

  /** Carriers of the selector and the acceptor; requests run on virtual threads. */
  private static final int PLATFORM_THREADS_MAX = 16;

  /** Connections that the kernel keeps for us while a burst arrives. */
  private static final int BACKLOG = 1_024;

  /** Every worker of a large company at once, at some kilobytes each. */
  private static final int CONNECTIONS_MAX = 4_000;

  /** When all are taken, who says nothing makes room. */
  private static final long CROWDED_IDLE_MILLIS = 1_000;

  /** What is being answered gets this long when the door closes. */
  private static final long STOP_MILLIS = 3_000;

  private final Server server;
  private final ServerConnector connector;

  /**
   * Where the door listens.
   *
   * @param keystore PKCS#12 file for TLS; null for plain HTTP
   * @param behindProxy believe the last address of X-Forwarded-For
   */
  public record Address(
      String host,
      int port,
      @Nullable Path keystore,
      @Nullable String keystorePassword,
      boolean behindProxy) {}

  /** Makes the door, shut. */
  public Door(Address address) {
    var threads = new QueuedThreadPool(PLATFORM_THREADS_MAX, 4);
    threads.setName("door");
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server = new Server(threads);
    server.setStopTimeout(STOP_MILLIS);
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    http.setUriCompliance(UriCompliance.RFC3986);
    if (address.behindProxy()) {
      http.addCustomizer(new ForwardedFor());
    }
    connector = connector(address, http);
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(BACKLOG);
    server.addConnector(connector);
    var connections = new NetworkConnectionLimit(CONNECTIONS_MAX, server);
    connections.setEndPointIdleTimeout(CROWDED_IDLE_MILLIS);
    server.addBean(connections);
    server.setErrorHandler(new BareErrors());
  }

  private ServerConnector connector(Address address, HttpConfiguration http) {
    var keystore = address.keystore();
    if (keystore == null) {
      return new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    }
    var tls = new SslContextFactory.Server();
    tls.setKeyStorePath(keystore.toString());
    tls.setKeyStorePassword(address.keystorePassword());
    http.addCustomizer(new SecureRequestCustomizer());
    return new ServerConnector(
        server, 1, 1, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
  }

  /** Opens; from here on requests are answered. */
  public void open(Handler handler) {
    server.setHandler(new GracefulHandler(handler));
    try {
      server.start();
    } catch (IOException e) {
      throw new Refusal(
          "port "
              + connector.getPort()
              + " of "
              + connector.getHost()
              + " cannot be taken ("
              + e.getMessage()
              + "): choose another with --port");
    } catch (Exception e) {
      throw new IllegalStateException("the door cannot open: " + e.getMessage(), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Takes no more requests and lets the running ones end. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      System.getLogger(Door.class.getName())
          .log(System.Logger.Level.WARNING, "the door did not close in time", e);
    }
  }
}
