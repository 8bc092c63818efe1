package ponto.cloud;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import ponto.postgres.Database;
import ponto.postgres.EmbeddedPostgres;

/**
 * What stands for Aurora: a real PostgreSQL with the product's schema, and a login with a password
 * for each user that the template's functions name. There, a signed token is shown instead.
 */
final class CloudDatabase implements AutoCloseable {
  // The functions' at their most, and whoever looks on.
  private static final int CONNECTIONS = 100;
  private static final String NAME = "ponto";

  private final EmbeddedPostgres postgres;
  private final Template.Resource cluster;
  private final Map<String, Path> passwordFiles = new HashMap<>();

  /** Starts it in this folder, migrates it and lets the template's users in. */
  CloudDatabase(Template template, Path folder, Path binaries) throws IOException, SQLException {
    cluster = template.only("AWS::RDS::DBCluster");
    var name = cluster.properties().path("DatabaseName").asString(NAME);
    if (!name.equals(NAME)) {
      throw new IllegalStateException("the database is called " + name + ", not " + NAME);
    }
    postgres =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Settings(folder.resolve("postgres"), binaries, CONNECTIONS));
    var database = postgres.database();
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("classpath:db", "classpath:cloud")
        .load()
        .migrate();
    for (var user : users(template)) {
      passwordFiles.put(user, letIn(user, folder));
    }
  }

  private static Set<String> users(Template template) {
    var users = new TreeSet<String>();
    template
        .resources("AWS::Lambda::Function")
        .map(LambdaFunction::environment)
        .filter(environment -> environment.containsKey("PONTO_DB_USER"))
        .forEach(environment -> users.add(environment.get("PONTO_DB_USER")));
    return users;
  }

  private Path letIn(String user, Path folder) throws IOException, SQLException {
    var password = user.equals(database().user()) ? database().password() : newPassword(user);
    var onlyOurs =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var file = Files.createFile(folder.resolve("password-of-" + user), onlyOurs);
    return Files.writeString(file, password);
  }

  private String newPassword(String user) throws SQLException {
    var password = UUID.randomUUID().toString();
    execute("ALTER ROLE " + user + " LOGIN PASSWORD '" + password + "'");
    return password;
  }

  /** What the template's values are on this machine. */
  Map<String, String> facts() {
    return Map.of(
        cluster.id() + ".Endpoint.Address", "127.0.0.1",
        cluster.id() + ".ReadEndpoint.Address", "127.0.0.1",
        cluster.id() + ".Endpoint.Port", Integer.toString(postgres.port()));
  }

  /** What a function with these variables must be told to get in here. */
  Map<String, String> loopback(Map<String, String> environment) {
    var user = environment.get("PONTO_DB_USER");
    return user == null
        ? Map.of()
        : Map.of(
            "PONTO_DB_PORT",
            // The template says Aurora's 5432.
            Integer.toString(postgres.port()),
            "PONTO_DB_TLS",
            "disable",
            "PONTO_DB_PASSWORD_FILE",
            requireNonNull(passwordFiles.get(user), user).toString());
  }

  Database database() {
    return postgres.database();
  }

  /** The product's database, past row-level security. */
  Connection asSuperuser() throws SQLException {
    var superuser = postgres.superuser();
    return new Database(postgres.database().jdbcUrl(), superuser.user(), superuser.password())
        .connect();
  }

  /** The one number or text that a question has for an answer. */
  String asked(String sql) throws SQLException {
    try (var connection = asSuperuser();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  void execute(String sql) throws SQLException {
    try (var connection = asSuperuser();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As a failing machine would. */
  void crash() {
    postgres.stopNow();
  }

  void start() {
    var port = postgres.port();
    postgres.start();
    if (postgres.port() != port) {
      throw new IllegalStateException("the database came back on another port: an Aurora does not");
    }
  }

  @Override
  public void close() {
    postgres.close();
  }
}
