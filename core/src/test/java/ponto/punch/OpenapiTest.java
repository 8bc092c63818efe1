package ponto.punch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenapiTest {
  /**
   * What API Gateway's models (JSON schema draft-04) are known to take from an OpenAPI 3.0 import.
   */
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "description",
          "required",
          "properties",
          "additionalProperties",
          "items",
          "enum",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "pattern",
          "minimum",
          "maximum",
          "$ref");

  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
  private static final int BODY_BYTES_MAX = 256 * 1024;
  private static final int NUMBER_CHARS = 25; // A double never needs more.
  private static final int ESCAPED = 6; // The longest way to write an ASCII character.

  @Test
  void the_version_is_one_that_the_gateway_imports() {
    assertThat(Contract.document().get("openapi").asString()).matches("3[.]0[.][0-3]");
  }

  @Test
  void every_operation_of_the_product_is_there_once() {
    assertThat(operations().map(operation -> operation.node.path("operationId").asString()))
        .containsExactlyInAnyOrder(
            "createSession",
            "refreshSession",
            "endSession",
            "getMe",
            "postPunches",
            "listPunches",
            "getPunch",
            "getReceipt",
            "listReceipts",
            "listWorkers",
            "createWorker",
            "getWorker",
            "putWorker",
            "dismissWorker",
            "assignWorker",
            "importWorkers",
            "listForeignFiles",
            "beginForeignFile",
            "takeForeignPiece",
            "listForeignPeople",
            "bindForeignPerson",
            "listForeignMarks",
            "getEmployer",
            "putEmployer",
            "listEstablishments",
            "createEstablishment",
            "putEstablishment",
            "listUsers",
            "createUser",
            "putUser",
            "putPeople",
            "getExport",
            "listAudit",
            "listSetAside",
            "getSetAside",
            "bindSetAside",
            "discardSetAside",
            "listDeadLetters",
            "redriveDeadLetters",
            "listEvidence",
            "eraseEvidence",
            "getSettings",
            "putSettings",
            "getReportFilters",
            "reportPresence",
            "reportHeadcount",
            "reportPunches",
            "reportDays",
            "reportLate",
            "getClock",
            "createFirstEmployer",
            "copyInbox",
            "getConfig",
            "getOpenapi",
            "exportAfd",
            "getAttestation");
  }

  @Test
  void paths_and_model_names_are_of_characters_that_the_gateway_takes() {
    var document = Contract.document();
    assertThat(document.get("components").get("schemas").propertyNames())
        .allMatch(name -> name.matches("[A-Za-z0-9]+"));
    assertThat(document.get("paths").propertyNames())
        .allMatch(path -> path.matches("(/([A-Za-z0-9._-]+|[{][a-z]+[}]))+"));
  }

  @Test
  void models_use_only_what_the_gateway_takes() {
    schemas().forEach(schema -> assertThat(KEYWORDS).containsAll(schema.propertyNames()));
  }

  @Test
  void request_models_are_closed_and_bounded_and_know_no_integers() {
    for (var schema : reachable(operations().map(o -> o.node.at("/requestBody")).toList())) {
      switch (schema.path("type").asString("")) {
        case "object" -> assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
        case "string" ->
            assertThat(schema.has("enum") || (schema.has("minLength") && schema.has("maxLength")))
                .as("%s", schema)
                .isTrue();
        case "number" -> assertThat(schema.has("minimum") && schema.has("maximum")).isTrue();
        case "array" -> assertThat(schema.has("maxItems") && schema.has("items")).isTrue();
        case "boolean" -> assertThat(schema.has("enum")).isFalse();
        case "" -> assertThat(schema.has("$ref") && schema.size() == 1).isTrue();
        default -> throw new AssertionError("a request model has " + schema);
      }
    }
  }

  @Test
  void every_pattern_is_read_alike_by_every_engine_of_regular_expressions() {
    schemas()
        .filter(schema -> schema.has("pattern"))
        .map(schema -> schema.get("pattern").asString())
        .forEach(pattern -> {
          assertThat(pattern).startsWith("^").endsWith("$").doesNotContain("\\", "(?", "[^");
          assertThat(Pattern.compile(pattern).matcher("\n").find()).isFalse();
        });
  }

  @Test
  void every_string_of_a_punch_is_printable_ascii_of_bounded_length() {
    var punch = Contract.document().at("/components/schemas/PunchBatch");
    reachable(List.of(punch)).stream()
        .filter(schema -> schema.path("type").asString("").equals("string") && !schema.has("enum"))
        .forEach(schema -> {
          var pattern = Pattern.compile(schema.get("pattern").asString());
          var length = schema.get("minLength").asInt();
          assertThat(schema.get("maxLength").asInt()).isLessThanOrEqualTo(64);
          for (var c : List.of('\u001f', '\u007f', 'é', '\n', '\u0661')) {
            assertThat(pattern.matcher(String.valueOf(c).repeat(length)).find()).isFalse();
          }
        });
  }

  @Test
  void a_hundred_full_punches_fit_into_a_body_however_they_are_escaped() {
    var largest = largest(Contract.document().at("/components/schemas/PunchBatch"));
    assertThat(largest).isBetween(BODY_BYTES_MAX / 2, BODY_BYTES_MAX);
  }

  @Test
  void bodies_are_json_and_errors_are_problems() {
    operations()
        .forEach(operation -> {
          if (operation.node.has("requestBody")) {
            var content = operation.node.at("/requestBody/content");
            assertThat(content.propertyNames()).containsExactly("application/json");
            assertThat(content.at("/application~1json/schema").has("$ref")).isTrue();
            assertThat(operation.node.get("responses").propertyNames())
                .contains("400", "413", "415");
          }
          for (var response : operation.node.get("responses").properties()) {
            // A report is JSON or a file for a spreadsheet; receipts are PDF, legal files the
            // law's.
            var kinds =
                response.getKey().startsWith("2")
                    ? Set.of(
                        "application/json",
                        "text/csv",
                        "text/plain",
                        "application/pdf",
                        "application/zip")
                    : Set.of("application/problem+json");
            assertThat(response.getValue().has("$ref")).isFalse();
            assertThat(kinds).containsAll(response.getValue().path("content").propertyNames());
          }
        });
  }

  @Test
  void whoever_must_wait_is_told_how_long() {
    operations()
        .flatMap(operation -> operation.node.get("responses").properties().stream())
        .filter(response -> response.getKey().equals("429") || response.getKey().equals("503"))
        .forEach(response ->
            assertThat(response.getValue().at("/headers/Retry-After").isObject()).isTrue());
  }

  @Test
  void path_parameters_are_declared_where_they_stand() {
    operations()
        .forEach(operation -> {
          var declared = new ArrayList<String>();
          for (var parameter : operation.node.path("parameters")) {
            if (parameter.get("in").asString().equals("path")) {
              assertThat(parameter.get("required").asBoolean()).isTrue();
              declared.add("{" + parameter.get("name").asString() + "}");
            }
          }
          var standing = Pattern.compile("[{][^}]+[}]").matcher(operation.path).results();
          assertThat(declared).containsExactlyElementsOf(standing.map(r -> r.group()).toList());
        });
  }

  @Test
  void only_what_comes_before_a_sign_in_needs_no_token() {
    assertThat(Contract.document().get("security").get(0).has("bearer")).isTrue();
    assertThat(
            operations()
                .filter(operation -> operation.node.has("security"))
                .map(operation -> operation.node.get("operationId").asString()))
        .containsExactlyInAnyOrder(
            "createSession",
            "refreshSession",
            "createFirstEmployer",
            "copyInbox",
            "getConfig",
            "getOpenapi",
            "getClock");
    operations()
        .filter(operation -> !operation.node.has("security"))
        .forEach(operation -> assertThat(operation.node.get("responses").has("401")).isTrue());
  }

  @Test
  void every_reference_leads_to_a_model() {
    assertThat(Contract.document().findValuesAsString("$ref"))
        .isNotEmpty()
        .allMatch(ref -> Contract.document().at(ref.substring(1)).isObject());
  }

  private record Operation(String path, JsonNode node) {}

  private static Stream<Operation> operations() {
    return Contract.document().get("paths").properties().stream()
        .flatMap(path ->
            path.getValue().properties().stream()
                .filter(entry -> METHODS.contains(entry.getKey()))
                .map(entry -> new Operation(path.getKey(), entry.getValue())));
  }

  private static Stream<JsonNode> schemas() {
    var models = Contract.document().at("/components/schemas").properties();
    return reachable(models.stream().map(model -> requireNonNull(model.getValue())).toList())
        .stream();
  }

  /** Every schema in or below these nodes, references followed. */
  private static Set<JsonNode> reachable(List<JsonNode> nodes) {
    var found = new HashSet<JsonNode>();
    nodes.forEach(node -> gather(node.has("content") ? node.findValue("schema") : node, found));
    return found;
  }

  private static void gather(JsonNode schema, Set<JsonNode> found) {
    if (!schema.isObject() || !found.add(schema)) {
      return;
    }
    schema.path("properties").forEach(property -> gather(property, found));
    gather(schema.path("items"), found);
    if (schema.has("$ref")) {
      gather(target(schema), found);
    }
  }

  private static JsonNode target(JsonNode schema) {
    return schema.has("$ref")
        ? Contract.document().at(schema.get("$ref").asString().substring(1))
        : schema;
  }

  /** The most characters that a value of this schema can take without white space. */
  private static int largest(JsonNode reference) {
    var schema = target(reference);
    return switch (schema.get("type").asString()) {
      case "object" ->
          schema.get("properties").properties().stream()
                  .mapToInt(p -> p.getKey().length() + "\"\":,".length() + largest(p.getValue()))
                  .sum()
              + "{}".length();
      case "array" ->
          schema.get("maxItems").asInt() * (largest(schema.get("items")) + ",".length())
              + "[]".length();
      case "string" -> text(schema) + "\"\"".length();
      case "boolean" -> "false".length();
      default -> NUMBER_CHARS;
    };
  }

  private static int text(JsonNode schema) {
    return schema.has("maxLength")
        ? schema.get("maxLength").asInt() * ESCAPED
        : schema.get("enum").valueStream().mapToInt(v -> v.asString().length()).max().orElse(0)
            * ESCAPED;
  }
}
