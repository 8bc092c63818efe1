package ponto.punch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The contract as tests see it: openapi.yaml as a tree, and its models as JSON schemas. */
public final class Contract {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(StrictJson.FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final ObjectNode DOCUMENT = load();

  private Contract() {}

  /** The whole document. */
  public static JsonNode document() {
    return DOCUMENT;
  }

  /** One of its models, as the gateway would check a body with it: JSON schema draft-04. */
  public static Schema model(String name) {
    var models = DOCUMENT.at("/components/schemas").toString();
    var schema = MAPPER.createObjectNode();
    schema.put("$ref", "#/definitions/" + name);
    schema.set("definitions", tree(models.replace("#/components/schemas/", "#/definitions/")));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(schema);
  }

  /** A body as a tree, the last of duplicate keys winning and numbers exact. */
  public static JsonNode tree(String body) {
    return MAPPER.readTree(body);
  }

  private static ObjectNode load() {
    try (var yaml = Contract.class.getResourceAsStream("/openapi.yaml")) {
      var text = new String(requireNonNull(yaml).readAllBytes(), UTF_8);
      return MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
