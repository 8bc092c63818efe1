package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import ponto.infra.PontoApp;
import ponto.postgres.ReportingLogin;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./ponto cloud}: the loopback cloud by hand, spoken to on stdin. */
public final class Main {
  private static final String USAGE =
      """
      usage: ./ponto cloud [--template FILE] [--folder DIR] [--port N] [--workers N]

      Runs the synthesised template on this machine, for a fictitious company, until it is stopped.
      DIR/tokens holds an ID token for each worker, one in a line. Takes lines on stdin, answers each
      with one:
        status          what is in the queues, and what was seen so far
        reports         the address of the database for psql, read only
        database stop   ends the database as a failing machine would
        database start  brings it back
        kill            kills every process of the recording function
        redrive         brings back what is in the dead letter queue\
      """;

  private static final int USAGE_ERROR = 64;
  private static final String DOCUMENT = "11222333000181";
  private static final Set<String> OPTIONS =
      Set.of("--template", "--folder", "--port", "--workers");

  private final LoopbackCloud cloud;
  private final SessionWatch sessions;

  private Main(LoopbackCloud cloud) {
    this.cloud = cloud;
    this.sessions = new SessionWatch(cloud.database(), cloud.recording().variable("PONTO_DB_USER"));
  }

  /** Runs until SIGTERM. */
  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains("--help")) {
      System.out.println(USAGE);
      return;
    }
    var options = options(List.of(arguments));
    if (options == null) {
      System.err.println(USAGE);
      System.exit(USAGE_ERROR);
      return;
    }
    var folder = Path.of(options.getOrDefault("--folder", ".ponto/cloud")).toAbsolutePath();
    Files.createDirectories(folder);
    // A new one each time: what it is about is what happens while it runs.
    var run = Files.createTempDirectory(folder, "run-");
    var site =
        new LoopbackCloud.Site(
            options.containsKey("--template")
                ? Path.of(options.get("--template"))
                : synthesised(run.resolve("cdk.out")),
            Map.of(),
            Map.of(),
            run,
            folder.resolve("postgres-binaries"),
            Integer.parseInt(options.getOrDefault("--port", "0")));
    var clock = InstantSource.system();
    var cloud = new LoopbackCloud(site, clock);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(cloud)));
    var workers = Integer.parseInt(options.getOrDefault("--workers", "200"));
    var company = Company.open(cloud, DOCUMENT, workers, clock.instant());
    write(folder.resolve("tokens"), company.tokens());
    System.out.println("the loopback cloud is ready: " + cloud.address());
    new Main(cloud).listen();
    new CountDownLatch(1).await();
  }

  private static Path synthesised(Path output) throws IOException {
    var infra = Path.of(System.getProperty("ponto.infra", "")).toAbsolutePath();
    PontoApp.synthesise(infra.resolve("..").normalize(), output);
    return output.resolve("Ponto.template.json");
  }

  private static @Nullable Map<String, String> options(List<String> arguments) {
    var options = new HashMap<String, String>();
    for (var i = 0; i < arguments.size(); i += 2) {
      if (!OPTIONS.contains(arguments.get(i)) || i + 1 == arguments.size()) {
        return null;
      }
      options.put(arguments.get(i), arguments.get(i + 1));
    }
    return options;
  }

  private static void close(LoopbackCloud cloud) {
    try {
      cloud.close();
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
  }

  /** Anew, and for nobody else to read. */
  private static void write(Path file, List<String> lines) throws IOException {
    Files.deleteIfExists(file);
    var onlyOurs =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.write(Files.createFile(file, onlyOurs), lines);
  }

  private void listen() throws Exception {
    var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line.strip()));
    }
  }

  private String answer(String question) throws SQLException {
    return switch (question) {
      case "status" -> status();
      case "reports" -> reports();
      case "database stop" -> {
        cloud.database().crash();
        yield "stopped";
      }
      case "database start" -> {
        cloud.database().start();
        yield "started";
      }
      case "kill" -> {
        var there = cloud.recording().environments();
        cloud.recording().killAll();
        yield "killed " + there;
      }
      case "redrive" -> {
        cloud.queues().redrive(cloud.deadArn());
        yield "brought back";
      }
      default -> "not known: " + question;
    };
  }

  private String status() {
    var status = JsonMapper.shared().createObjectNode();
    status
        .put("inQueue", cloud.queues().depth(cloud.lettersArn()))
        .put("deadLetters", cloud.queues().depth(cloud.deadArn()))
        .put("batches", cloud.poller().batches())
        .put("failedBatches", cloud.poller().failedBatches())
        .put("redelivered", cloud.poller().redelivered())
        .put("concurrency", cloud.concurrency())
        .put("environmentsStarted", cloud.recording().started())
        .put("recorderConnectionsMost", sessions.most());
    return status.toString();
  }

  private String reports() throws SQLException {
    var password = UUID.randomUUID().toString();
    try (var connection = cloud.database().asSuperuser()) {
      ReportingLogin.allow(connection, "ponto_report", password);
    }
    var place = cloud.database().database().jdbcUrl().substring("jdbc:postgresql://".length());
    return "postgresql://ponto_report:" + password + "@" + place;
  }
}
