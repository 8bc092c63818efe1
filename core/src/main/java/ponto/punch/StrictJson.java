package ponto.punch;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** The one way in which a body becomes tokens: JSON as RFC 8259 has it, nothing more lenient. */
final class StrictJson {
  /**
   * The contract nests five deep; more can only stand in a value that a later duplicate replaces.
   */
  static final int DEPTH_MAX = 64;

  /**
   * What the largest inbox takes as one message (SQS, 1 MiB). It bounds names, texts and numbers
   * too, so that no smaller limit of the parser makes the verdict differ from the schema's; the
   * work stays linear, because no number is converted before its length is known.
   */
  static final int CHARS_MAX = 1 << 20;

  /**
   * Names are not canonicalised: they come from strangers, and a table of them could be flooded. No
   * recycling of buffers: the body is parsed where it lies, and pools suit virtual threads badly.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxDocumentLength(CHARS_MAX)
                  .maxNameLength(CHARS_MAX)
                  .maxStringLength(CHARS_MAX)
                  .maxNumberLength(CHARS_MAX)
                  .build())
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private StrictJson() {}

  /** A parser over the whole body, whose offsets are indexes into the string. */
  static JsonParser parser(String body) {
    return FACTORY.createParser(ObjectReadContext.empty(), body.toCharArray());
  }

  /** Whether the parser, having read one value, finds nothing after it. */
  static boolean atEnd(JsonParser json) throws JacksonException {
    return json.nextToken() == null;
  }
}
