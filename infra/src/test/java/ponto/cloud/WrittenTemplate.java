package ponto.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import ponto.punch.Contract;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A template written by hand, for as long as none is synthesised: the small one, grown to the whole
 * contract and the real functions.
 *
 * @param timeoutSeconds of the recording function; the queue's visibility is six times that
 * @param concurrency how many batches may be under way at once
 */
record WrittenTemplate(int timeoutSeconds, int concurrency) {
  private static final int VISIBILITY_TIMEOUTS = 6;
  private static final int RECEIVES_MAX = 100;
  private static final int BATCH = 100;
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Writes it into a folder, with the functions' zips beside it. */
  Path into(Path folder, Path module) throws IOException {
    var text =
        Files.readString(module.resolve("src/test/resources/ponto/cloud/small.template.json"));
    var root = JSON.readTree(text.replace("schemas/Batch", "schemas/PunchBatch"));
    var queue = object(root, "/Resources/Letters/Properties");
    queue.put("VisibilityTimeout", VISIBILITY_TIMEOUTS * timeoutSeconds);
    object(queue, "/RedrivePolicy").put("maxReceiveCount", RECEIVES_MAX);
    object(root, "/Resources/Record/Properties").put("Timeout", timeoutSeconds);
    var mapping = object(root, "/Resources/Mapping/Properties");
    mapping.put("BatchSize", BATCH).put("MaximumBatchingWindowInSeconds", 1);
    object(mapping, "/ScalingConfig").put("MaximumConcurrency", concurrency);
    var body = object(root, "/Resources/Api/Properties/Body");
    object(body, "/components").set("schemas", Contract.document().at("/components/schemas"));
    addOperations(object(body, "/paths"));
    for (var zip : new String[] {"recording.zip", "api.zip"}) {
      var built = Path.of(System.getProperty("ponto.zips", module + "/../lambda/target"));
      Files.copy(built.resolve(zip), folder.resolve(zip), StandardCopyOption.REPLACE_EXISTING);
    }
    return Files.writeString(folder.resolve("written.template.json"), root.toString());
  }

  /** Everything in the contract but the punch, which has its way already, is the API function's. */
  private static void addOperations(ObjectNode paths) {
    for (var path : Contract.document().path("paths").properties()) {
      var operations =
          paths.has(path.getKey())
              ? object(paths.get(path.getKey()), "")
              : paths.putObject(path.getKey());
      for (var operation : path.getValue().properties()) {
        if (!operation.getValue().path("operationId").asString("").equals("postPunches")) {
          operations.set(operation.getKey(), proxied(operation.getValue()));
        }
      }
    }
  }

  private static JsonNode proxied(JsonNode operation) {
    var proxied = JSON.createObjectNode();
    if (operation.has("security")) {
      proxied.set("security", operation.get("security"));
    }
    proxied.set(
        "x-amazon-apigateway-integration",
        JSON.readTree(
            """
            {"type": "aws_proxy", "httpMethod": "POST", "uri": {"Fn::Sub":
              "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Answer.Arn}/invocations"}}
            """));
    return proxied;
  }

  private static ObjectNode object(JsonNode node, String pointer) {
    return (ObjectNode) node.at(pointer);
  }
}
