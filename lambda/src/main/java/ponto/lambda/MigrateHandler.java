package ponto.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import ponto.duty.Lease;
import ponto.lambda.database.CloudDatabase;
import ponto.lambda.database.Settings;
import ponto.lambda.setup.FirstEmployer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Brings the schema to this version at each deployment: the {@code onEvent} function of a custom
 * resource behind CDK's provider framework, which itself tells CloudFormation. What fails is
 * thrown, and the deployment is rolled back. Each ledger is told once that the service is
 * available. Invoked by hand, it enters the first employer, and begins or ends an outage.
 */
public final class MigrateHandler implements RequestStreamHandler {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** One schema for each stack; a deletion leaves it, and all that it holds. */
  private static final String RESOURCE_ID = "ponto-schema";

  private final CloudDatabase database;
  private final InstantSource clock;
  private final Lease lease;

  /** In the environment's own words. */
  public MigrateHandler() {
    var environment = System.getenv();
    clock = InstantSource.system();
    lease = new Lease(clock);
    database = new CloudDatabase(Settings.of(environment), environment, clock);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context) {
    var fields = fields(event);
    try (var out = FACTORY.createGenerator(ObjectWriteContext.empty(), answer)) {
      out.writeStartObject();
      switch (fields.getOrDefault("RequestType", "")) {
        case "Create", "Update" -> {
          var version = migrate();
          told(lease::deployed);
          out.writeStringProperty("PhysicalResourceId", RESOURCE_ID);
          out.writeObjectPropertyStart("Data");
          out.writeStringProperty("Version", version);
          out.writeEndObject();
        }
        case "Delete" -> out.writeStringProperty("PhysicalResourceId", RESOURCE_ID);
        case "BeginOutage" -> out.writeNumberProperty("told", told(lease::beginOutage));
        case "EndOutage" -> out.writeNumberProperty("told", told(lease::endOutage));
        case "EnterEmployer" ->
            out.writeNumberProperty(
                "employer", new FirstEmployer(database.as("ponto_roster"), clock).enter(fields));
        default ->
            throw new IllegalArgumentException(
                "RequestType is none of Create, Update, Delete, BeginOutage, EndOutage and EnterEmployer");
      }
      out.writeEndObject();
    } catch (SQLException e) {
      throw new IllegalStateException("the database refused it: SQLSTATE " + e.getSQLState(), e);
    }
  }

  /** Something that the ledgers are told of the service. */
  @FunctionalInterface
  private interface Telling {
    int with(Connection connection) throws SQLException;
  }

  private int told(Telling telling) throws SQLException {
    try (var connection = database.as("ponto_duty").open()) {
      return telling.with(connection);
    }
  }

  private String migrate() throws SQLException {
    var flyway =
        Flyway.configure(MigrateHandler.class.getClassLoader())
            .dataSource(database.asSource())
            .locations("classpath:db", "classpath:cloud")
            .load();
    flyway.migrate();
    var current = flyway.info().current();
    return current == null ? "" : String.valueOf(current.getVersion());
  }

  /** The texts at the event's top level; the rest is CloudFormation's own. */
  private static Map<String, String> fields(InputStream event) {
    var fields = new HashMap<String, String>();
    try (var json = FACTORY.createParser(ObjectReadContext.empty(), event)) {
      json.nextToken();
      for (var name = json.nextName(); name != null; name = json.nextName()) {
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          fields.put(name, json.getString());
        } else {
          json.skipChildren();
        }
      }
    }
    return fields;
  }
}
