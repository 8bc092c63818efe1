package ponto.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ponto.issuer.Provider;
import ponto.ntp.TimeServer;
import ponto.punch.Cpf;
import ponto.roster.Cnpj;

/**
 * Everything that can be set at the start; a value that cannot be right refuses the start and names
 * itself.
 */
record Settings(
    Path data,
    String host,
    int port,
    @Nullable String database,
    int recorders,
    boolean demo,
    int demoWorkers,
    boolean demoMonth,
    boolean behindProxy,
    @Nullable Path keystore,
    @Nullable String keystorePassword,
    Set<String> origins,
    @Nullable String scrapeToken,
    long inboxBytes,
    @Nullable Provider provider,
    @Nullable String developer,
    List<TimeServer> timeServers) {
  /** One recorder fills a small database's disk; more than this only fight for the same lock. */
  private static final int RECORDERS_MAX = 32;

  private static final int DEMO_WORKERS_MAX = 100_000;

  /** Some 10,000 letters: below that a burst would meet a full inbox. */
  private static final long INBOX_BYTES_MIN = 16L << 20;

  /** They are asked one after the other; more than these make no median better. */
  private static final int TIME_SERVERS_MAX = 10;

  Settings {
    require(port >= 0 && port <= 65_535, "--port is " + port + ", not 0 to 65535");
    require(
        recorders >= 1 && recorders <= RECORDERS_MAX,
        "--recorders is " + recorders + ", not 1 to " + RECORDERS_MAX);
    require(
        demoWorkers >= 1 && demoWorkers <= DEMO_WORKERS_MAX,
        "--demo-workers is " + demoWorkers + ", not 1 to " + DEMO_WORKERS_MAX);
    require(demo || !demoMonth, "--demo-month fills the demo: say --demo too");
    require(
        database == null || database.startsWith("jdbc:postgresql://"),
        "--database is not a JDBC URL that begins with jdbc:postgresql://");
    require(
        inboxBytes >= INBOX_BYTES_MIN,
        "--inbox-bytes is " + inboxBytes + ", not " + INBOX_BYTES_MIN + " or more");
    require(
        keystore == null || keystorePassword != null,
        "--tls-keystore needs its password in PONTO_TLS_KEYSTORE_PASSWORD");
    var loopback = isLoopback(host);
    require(
        loopback || behindProxy || keystore != null,
        "--host "
            + host
            + " is reachable from outside: give a --tls-keystore, or say --behind-proxy where one does TLS");
    require(
        !demo || loopback,
        "--demo has a public password and stays on this machine: --host is "
            + host
            + ", not 127.0.0.1");
    require(
        developer == null || isDocument(developer),
        "--developer is no CNPJ or CPF without punctuation, or its check digits are wrong");
    require(
        timeServers.size() <= TIME_SERVERS_MAX,
        "--ntp names " + timeServers.size() + " servers, not " + TIME_SERVERS_MAX + " at most");
    origins = Set.copyOf(origins);
    timeServers = List.copyOf(timeServers);
  }

  static boolean isDocument(String text) {
    return Cpf.isValid(text) || Cnpj.isValid(text);
  }

  @Override
  public String toString() {
    return "settings of " + data;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new Refusal("--host " + host + " is no address of this machine");
    }
  }

  private static void require(boolean right, String message) {
    if (!right) {
      throw new Refusal(message);
    }
  }
}
