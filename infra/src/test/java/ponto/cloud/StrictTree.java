package ponto.cloud;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A body as the gateway's validator sees it: one JSON value and nothing after it, the last of
 * duplicate keys, exact numbers. How deep the gateway itself goes is not known; here as deep as the
 * local door.
 */
final class StrictTree {
  private static final int DEPTH_MAX = 64;
  private static final int CHARS_MAX = 10 * 1024 * 1024;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNameLength(CHARS_MAX)
                          .maxNumberLength(CHARS_MAX)
                          .maxStringLength(CHARS_MAX)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private StrictTree() {}

  static JsonNode read(String body) {
    return MAPPER.readTree(body);
  }
}
