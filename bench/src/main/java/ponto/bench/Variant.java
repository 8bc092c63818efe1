package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Locale;
import ponto.inbox.Inbox;
import ponto.issuer.SigningKeys;

/**
 * One rival as a process of its own, with the flags of the product's JVM. Says when it is ready,
 * answers {@code run MILLIS} on stdin where it is its own load, and ends with its stdin.
 */
public final class Variant {
  // What a worker's browser sends, less what differs between two punches.
  private static final String BODY =
      """
      {"punches":[{"id":"0198c0de-1234-7abc-9def-0123456789ab","at":"2026-11-21T23:00:07.004-03:00",\
      "zone":"America/Sao_Paulo","offline":false,"collector":"browser"}]}\
      """;

  private final InstantSource clock;
  private final int port;
  private final Path folder;

  private Variant(InstantSource clock, int port, Path folder) {
    this.clock = clock;
    this.port = port;
    this.folder = folder;
  }

  /** Arguments: the rival's name, its port, the product's data folder, a folder of its own. */
  public static void main(String[] arguments) throws Exception {
    var kind = Kind.valueOf(arguments[0]);
    var variant = new Variant(Main.CLOCK, Integer.parseInt(arguments[1]), Path.of(arguments[3]));
    if (kind.connections > 0 || kind == Kind.DOOR_ALONE) {
      variant.serve(kind, SigningKeys.open(Path.of(arguments[2]).resolve("keys")));
    } else {
      variant.send(kind);
    }
  }

  private void serve(Kind kind, SigningKeys keys) throws IOException, SQLException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (var inbox = inbox(kind);
        var _ = new RivalDoor(address, keys, inbox, clock);
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      System.out.println(kind + " is ready");
      while (in.readLine() != null) {
        System.out.println("the load comes through the door");
      }
    }
  }

  private void send(Kind kind) throws Exception {
    int senders = CompareCommand.WORKERS;
    try (var store =
            kind == Kind.RAW_SENDS
                ? new RawSends(folder, senders, BODY)
                : new InboxSends(folder, BODY, clock);
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      System.out.println(kind + " is ready");
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        var lasts = Duration.ofMillis(Long.parseLong(line.substring("run ".length())));
        System.out.println(new Senders(store, senders).sendFor(lasts).line());
      }
    }
  }

  private Inbox inbox(Kind kind) throws SQLException {
    if (kind == Kind.DOOR_ALONE) {
      return new NothingStored();
    }
    var inserts = new ArrayList<InsertAndCommit.Insert>();
    for (int i = 0; i < kind.connections; i++) {
      var connection = connect(kind);
      if (i == 0) {
        kind.createTables(connection);
      }
      inserts.add(
          kind.chained ? new ChainedInsert(connection, clock) : new PlainInsert(connection));
    }
    return new InsertAndCommit(inserts);
  }

  private static Connection connect(Kind kind) throws SQLException {
    var connection = DriverManager.getConnection(System.getenv("PONTO_DATABASE"));
    connection.setSchema(kind.schema());
    return connection;
  }

  /** The rivals. */
  enum Kind {
    DOOR_ALONE("door alone", 0, false),
    RAW_SENDS("raw Artemis sends", 0, false),
    INBOX_SENDS("inbox without door", 0, false),
    PLAIN_20("insert, 20 connections", 20, false),
    PLAIN_5("insert, 5 connections", 5, false),
    CHAINED_20("NSR + chain, 20 connections", 20, true),
    CHAINED_5("NSR + chain, 5 connections", 5, true);

    final String label;
    final int connections;
    final boolean chained;

    Kind(String label, int connections, boolean chained) {
      this.label = label;
      this.connections = connections;
      this.chained = chained;
    }

    /** Whether it stores by itself what its own senders send, without a door. */
    boolean isInProcess() {
      return this == RAW_SENDS || this == INBOX_SENDS;
    }

    /** Where its tables are, apart from everybody else's. */
    String schema() {
      return "rival_" + name().toLowerCase(Locale.ROOT);
    }

    void createTables(Connection connection) throws SQLException {
      try (var statement = connection.createStatement()) {
        statement.execute("CREATE SCHEMA " + schema());
      }
      if (chained) {
        ChainedInsert.createTables(connection);
      } else {
        PlainInsert.createTable(connection);
      }
    }
  }
}
