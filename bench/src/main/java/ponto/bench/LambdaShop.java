package ponto.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.flywaydb.core.Flyway;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.inbox.Letter;
import ponto.lambda.QueueEvents;
import ponto.lambda.RowByRowHandler;
import ponto.ledger.Registrar;
import ponto.ledger.Registrar.NewEmployer;
import ponto.ledger.Registrar.NewEstablishment;
import ponto.ledger.Registrar.NewWorker;
import ponto.punch.Cpf;

/**
 * An employer in a database, the function's surroundings, and events of punches never sent before.
 */
final class LambdaShop {
  private static final int WORKERS = 200;
  private static final Instant NOW = Instant.parse("2026-01-15T11:00:00Z");
  private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");
  private static final Pattern URL = Pattern.compile("jdbc:postgresql://([^:/]+):(\\d+)/([^?]+).*");

  private final OwnPostgres postgres;
  private final long employer;
  private final List<String> cpfs;
  private final Path passwordFile;
  private long sent;

  private LambdaShop(OwnPostgres postgres, long employer, List<String> cpfs, Path passwordFile) {
    this.postgres = postgres;
    this.employer = employer;
    this.cpfs = cpfs;
    this.passwordFile = passwordFile;
  }

  /** Migrates the database and enters the employer with its workers. */
  static LambdaShop open(OwnPostgres postgres, Path folder) throws IOException, SQLException {
    var database = postgres.database();
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("classpath:db")
        .load()
        .migrate();
    try (var connection = postgres.asOwner();
        var statement = connection.createStatement()) {
      statement.execute(RowByRowHandler.TABLE);
    }
    var cpfs = new ArrayList<String>();
    for (var number = 700_000_000; cpfs.size() < WORKERS; number++) {
      cpfs.add(valid(number));
    }
    InstantSource clock = () -> NOW;
    try (var connection = database.connectAs("ponto_roster")) {
      connection.setAutoCommit(false);
      var registrar = new Registrar(clock);
      var place =
          registrar.enter(
              connection,
              new NewEmployer(1, "11222333000181", "Padaria Fictícia Ltda", "11144477735", ""),
              new NewEstablishment("11222333000181", "", "Rua das Flores, 100", ZONE));
      registrar.enter(
          connection,
          place,
          cpfs.stream()
              .map(cpf ->
                  new NewWorker(cpf, "Pessoa Fictícia", null, null, LocalDate.of(2020, 1, 1)))
              .toList());
      connection.commit();
      var file =
          Files.createFile(
              folder.resolve("password"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, database.password());
      return new LambdaShop(postgres, place.employerId(), cpfs, file);
    }
  }

  private static String valid(int number) {
    for (var check = 0; check < 100; check++) {
      var cpf = String.format(Locale.ROOT, "%09d%02d", number, check);
      if (Cpf.isValid(cpf)) {
        return cpf;
      }
    }
    throw new IllegalStateException("every nine digits have two that fit");
  }

  /** The function's variables. */
  Map<String, String> environment() {
    var address = URL.matcher(postgres.database().jdbcUrl());
    if (!address.matches()) {
      throw new IllegalStateException("the database has no address");
    }
    var environment = new HashMap<String, String>();
    environment.put("PONTO_DB_HOST", address.group(1));
    environment.put("PONTO_DB_PORT", address.group(2));
    environment.put("PONTO_DB_NAME", address.group(3));
    environment.put("PONTO_DB_USER", postgres.database().user());
    environment.put("PONTO_DB_TLS", "disable");
    environment.put("PONTO_DB_PASSWORD_FILE", passwordFile.toString());
    environment.put("PONTO_STAGE", "bench");
    return environment;
  }

  /** So many letters of one new punch each. */
  byte[] event(int letters) {
    var messages = new ArrayList<QueueEvents.Message>(letters);
    for (var i = 0; i < letters; i++) {
      var number = sent++;
      var cpf = cpfs.get((int) (number % WORKERS));
      var body =
          """
          {"punches":[{"id":"%s","at":"%s","zone":"America/Sao_Paulo","offline":false,"collector":"browser"}]}\
          """
              .formatted(
                  new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L | number),
                  NOW.plusMillis(number));
      messages.add(
          QueueEvents.message(
              new Letter(
                  new UUID(number, 1).toString(),
                  new Principal("subject-" + cpf, employer, Role.WORKER, cpf, false),
                  NOW.plusMillis(number),
                  null,
                  "203.0.113.7",
                  null,
                  body)));
    }
    return QueueEvents.of(messages);
  }

  /** The function's zip with the sample's handler added. */
  Path sampleZip(Path zip, Path folder) throws IOException {
    var sample = folder.resolve("sample.zip");
    try (var from = new ZipInputStream(Files.newInputStream(zip));
        var to = new ZipOutputStream(Files.newOutputStream(sample))) {
      for (var entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        to.putNextEntry(new ZipEntry(entry.getName()));
        from.transferTo(to);
      }
      to.putNextEntry(new ZipEntry("lib/sample.jar"));
      var code = RowByRowHandler.class.getProtectionDomain().getCodeSource().getLocation();
      Files.copy(Path.of(code.toURI()), to);
    } catch (URISyntaxException e) {
      throw new IOException("the sample does not come from a file", e);
    }
    return sample;
  }

  /** Every punch that either function was given is in its table. */
  void requireBooks() throws IOException, SQLException {
    try (var connection = postgres.asSuperuser();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM punch) + (SELECT count(*) FROM row_by_row)")) {
      rows.next();
      if (rows.getLong(1) != sent) {
        throw new IOException(rows.getLong(1) + " rows of " + sent + " punches");
      }
    }
  }
}
