package ponto.server;

import java.lang.System.Logger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ponto.artemis.ArtemisInbox;
import ponto.ntp.LegalTime;
import ponto.ntp.TimeServer;

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
      names = "--demo-month",
      description = "Fill the demo with the punches of a month, in the background.")
  private boolean demoMonth;

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
      names = "--developer",
      description =
          "CNPJ or CPF of who answers for this program and signs its AFD (default: the employer's own).")
  private @Nullable String developer;

  @Option(
      names = "--ntp",
      split = ",",
      paramLabel = "HOST[:PORT]",
      description =
          "Time servers that the clock is compared with, with commas between, or off (default: those"
              + " of NTP.br; with --demo off).")
  private List<String> ntp = List.of();

  @Mixin private OidcOptions oidc = new OidcOptions();

  @Mixin private CertificateOptions certificate = new CertificateOptions();

  @Mixin private MakerFile makerFile = new MakerFile();

  @Option(
      names = "--log-level",
      defaultValue = "info",
      description =
          "error, warning, info, debug, trace, and for parts: info,ponto.ledger=debug (default: info).")
  private String logLevel = "info";

  /** Made after the greeting and not after the stop; both under this command's lock. */
  private @Nullable StartCache cache;

  private boolean ended;

  private static final Logger LOG = System.getLogger(StartCommand.class.getName());

  @Override
  public Integer call() throws Exception {
    var levels = LogLevels.read(logLevel);
    JsonLog.install(levels);
    var maker = makerFile.read();
    var settings =
        new Settings(
            data,
            host,
            port,
            database,
            recorders,
            demo,
            demoWorkers,
            demoMonth,
            behindProxy,
            keystore,
            System.getenv("PONTO_TLS_KEYSTORE_PASSWORD"),
            new HashSet<>(origins),
            System.getenv("PONTO_METRICS_TOKEN"),
            inboxBytes,
            oidc.provider(),
            MakerFile.developer(developer, maker),
            timeServers());
    var stopped = new CountDownLatch(1);
    Signals.onStop(stopped);
    var failure = new AtomicReference<@Nullable RuntimeException>();
    try (var slot = certificate.slot(Main.CLOCK);
        var ponto = new Ponto(settings, Main.CLOCK, slot, maker);
        var _ = LogLevelFile.watch(data, levels)) {
      // On a thread of its own: the database may take for ever, and a signal must be heard.
      Thread.ofPlatform()
          .daemon()
          .name("greeting")
          .start(() -> {
            try {
              welcome(ponto);
              makeCache();
            } catch (RuntimeException e) {
              failure.set(e);
              stopped.countDown();
            }
          });
      stopped.await();
      endCache();
    }
    var fatal = failure.get();
    if (fatal != null) {
      throw fatal;
    }
    return 0;
  }

  private List<TimeServer> timeServers() {
    if (ntp.isEmpty()) {
      // The demo asks nobody anything: it also runs without a network.
      return demo ? List.of() : LegalTime.NTP_BR;
    }
    if (ntp.equals(List.of("off"))) {
      return List.of();
    }
    try {
      return ntp.stream().map(TimeServer::of).toList();
    } catch (IllegalArgumentException e) {
      throw new Refusal("--ntp: " + e.getMessage() + ", nor off");
    }
  }

  private synchronized void makeCache() {
    if (!ended) {
      cache = StartCache.makeIfAsked();
    }
  }

  private synchronized void endCache() {
    ended = true;
    if (cache != null) {
      cache.close();
    }
  }

  private void welcome(Ponto ponto) {
    try {
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
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.log(
          Logger.Level.WARNING,
          "the database went away while the start was told; punches are accepted and kept",
          e);
    }
  }

  private void greet(Ponto ponto) throws SQLException {
    var token = ponto.setupToken();
    if (token != null) {
      System.out.println(
          "first start: make your company at " + ponto.url() + "/setup.html#" + token);
      System.out.println("or here with  ./ponto init --data " + data);
    }
    if (demo && !oidc.isGiven()) {
      System.out.println(
          "demo: sign in as "
              + Demo.cpf(1)
              + ", gestora, rh, auditora, coletor or admin; password "
              + Demo.PASSWORD);
    }
  }
}
