package ponto.cloud;

import java.nio.file.Files;
import java.nio.file.Path;
import ponto.punch.Contract;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stands for the synthesised template until there is one. */
final class HandTemplate {
  static Path in(Path folder, int concurrency, int seconds) throws Exception {
    Files.createDirectories(folder);
    var root = (ObjectNode) JsonMapper.shared().readTree(Files.readString(Path.of("src/test/resources/ponto/cloud/small.template.json")).replace("schemas/Batch", "schemas/PunchBatch"));
    ((ObjectNode) root.at("/Resources/Api/Properties/Body/components")).set("schemas", Contract.document().at("/components/schemas"));
    ((ObjectNode) root.at("/Resources/Letters/Properties")).put("VisibilityTimeout", 6 * seconds);
    ((ObjectNode) root.at("/Resources/Record/Properties")).put("Timeout", seconds);
    ((ObjectNode) root.at("/Resources/Letters/Properties/RedrivePolicy")).put("maxReceiveCount", 100);
    ((ObjectNode) root.at("/Resources/Mapping/Properties")).put("BatchSize", 100).put("MaximumBatchingWindowInSeconds", 1);
    ((ObjectNode) root.at("/Resources/Mapping/Properties/ScalingConfig")).put("MaximumConcurrency", concurrency);
    Files.deleteIfExists(folder.resolve("recording.zip"));
    Files.copy(Path.of(System.getProperty("zips", "../lambda/target")).resolve("recording.zip"), folder.resolve("recording.zip"));
    return Files.writeString(folder.resolve("ponto.template.json"), root.toString());
  }
}
