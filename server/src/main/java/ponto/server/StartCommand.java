package ponto.server;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ponto.artemis.ArtemisInbox;

/** Runs the clock in the foreground until it is told to stop. */
@Command(
    name = "start",
    description = "Run the clock on this machine.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      defaultValue = "data",
      description = "Where everything is kept (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port of the door; 0 takes a free one (default: 8080).")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address of the door (default: 127.0.0.1).")
  private String host = "127.0.0.1";

  @Option(
      names = "--database",
      description =
          "JDBC URL of a PostgreSQL 16 or newer, user and password in it; without it an embedded one is run.")
  private @Nullable String database;

  @Option(
      names = "--recorders",
      defaultValue = "2",
      description = "Recorders, and so their database connections (default: 2).")
  private int recorders;

  @Option(
      names = "--demo",
      description = "Fill in a fictitious employer; everybody's password is ponto-demo.")
  private boolean demo;

  @Option(
      names = "--demo-workers",
      defaultValue = "200",
      description = "Workers of the demo (default: 200).")
  private int demoWorkers;

  @Option(
      names = "--behind-proxy",
      description = "A proxy before it does TLS and sets X-Forwarded-For.")
  private boolean behindProxy;

  @Option(
      names = "--tls-keystore",
      description = "PKCS#12 file for TLS; its password in PONTO_TLS_KEYSTORE_PASSWORD.")
  private @Nullable Path keystore;

  @Option(
      names = "--allow-origin",
      split = ",",
      description = "Origins whose pages may call, with commas between.")
  private List<String> origins = List.of();

  @Option(
      names = "--inbox-bytes",
      description = "Disk that waiting letters may take (default: 2147483648).")
  private long inboxBytes = ArtemisInbox.Settings.DISK_BYTES_MAX;

  @Option(
      names = "--log-level",
      defaultValue = "info",
      description =
          "error, warning, info, debug, trace, and for parts: info,ponto.ledger=debug (default: info).")
  private String logLevel = "info";

  @Override
  public Integer call() throws Exception {
    var levels = LogLevels.read(logLevel);
    JsonLog.install(levels);
    var settings =
        new Settings(
            data,
            host,
            port,
            database,
            recorders,
            demo,
            demoWorkers,
            behindProxy,
            keystore,
            System.getenv("PONTO_TLS_KEYSTORE_PASSWORD"),
            new HashSet<>(origins),
            System.getenv("PONTO_METRICS_TOKEN"),
            inboxBytes);
    var stopped = new CountDownLatch(1);
    Signals.onStop(stopped);
    try (var ponto = new Ponto(settings, Main.CLOCK);
        var _ = LogLevelFile.watch(data, levels)) {
      if (ponto.wasSetUp()) {
        System.out.println("ponto is ready: " + ponto.url());
        ponto.awaitDatabase();
      } else {
        // Before the first start nobody has a token, so that nobody could punch before the database
        // is there.
        ponto.awaitDatabase();
        System.out.println("ponto is ready: " + ponto.url());
      }
      greet(ponto);
      try (var _ = StartCache.makeIfAsked()) {
        stopped.await();
      }
    }
    return 0;
  }

  private void greet(Ponto ponto) throws Exception {
    var token = ponto.setupToken();
    if (token != null) {
      System.out.println(
          "first start: make your company at " + ponto.url() + "/setup.html#" + token);
      System.out.println("or here with  ./ponto init --data " + data);
    }
    if (demo) {
      System.out.println(
          "demo: sign in as "
              + Demo.cpf(1)
              + ", gestora, rh, auditora, coletor or admin; password "
              + Demo.PASSWORD);
    }
  }
}
