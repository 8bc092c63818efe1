package ponto.lambda.batch;

import java.io.PrintStream;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ponto.ledger.Tally;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The figures of one invocation, as one line in CloudWatch's embedded metric format. The names are
 * those of the alarms. Not thread-safe.
 */
public final class Figures {
  public static final String NAMESPACE = "Ponto";
  public static final String STAGE = "Stage";

  /** Letters that are in the database for the first time: one side of the hourly balance. */
  public static final String LETTERS_RECORDED = "LettersRecorded";

  public static final String LETTERS_REDELIVERED = "LettersRedelivered";
  public static final String LETTERS_FAILED = "LettersFailed";
  public static final String PUNCHES_RECORDED = "PunchesRecorded";
  public static final String PUNCHES_REPEATED = "PunchesRepeated";
  public static final String PUNCHES_SET_ASIDE = "PunchesSetAside";
  public static final String CONFLICTS = "Conflicts";

  /** From the gateway's clock to the commit. */
  public static final String RECORDING_LAG = "RecordingLag";

  public static final String INVOCATION = "InvocationTime";

  /** The most values of one metric that the format takes in one line. */
  private static final int VALUES_MAX = 100;

  private static final JsonFactory FACTORY = new JsonFactory();

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final List<Long> lags = new ArrayList<>();

  public Figures() {
    for (var name :
        List.of(
            LETTERS_RECORDED,
            LETTERS_REDELIVERED,
            LETTERS_FAILED,
            PUNCHES_RECORDED,
            PUNCHES_REPEATED,
            PUNCHES_SET_ASIDE,
            CONFLICTS)) {
      counts.put(name, 0L);
    }
  }

  /** Adds what became of a part of the batch. */
  void add(Tally tally) {
    count(LETTERS_RECORDED, tally.letters().size());
    count(LETTERS_REDELIVERED, tally.redelivered());
    count(PUNCHES_RECORDED, tally.recorded());
    count(PUNCHES_REPEATED, tally.repeated());
    count(PUNCHES_SET_ASIDE, tally.setAside());
    count(CONFLICTS, tally.conflicts());
    for (var letter : tally.letters()) {
      lags.add(Math.max(0, Duration.between(letter.receivedAt(), tally.committedAt()).toMillis()));
    }
  }

  /** Adds what the queue will deliver again. */
  void addFailed(int letters) {
    count(LETTERS_FAILED, letters);
  }

  private void count(String name, int more) {
    counts.merge(name, (long) more, Long::sum);
  }

  /** Prints the line. */
  public void print(PrintStream out, String stage, Instant at, long tookMillis) {
    var text = new StringWriter();
    try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("_aws");
      json.writeNumberProperty("Timestamp", at.toEpochMilli());
      json.writeArrayPropertyStart("CloudWatchMetrics");
      json.writeStartObject();
      json.writeStringProperty("Namespace", NAMESPACE);
      json.writeArrayPropertyStart("Dimensions");
      json.writeStartArray();
      json.writeString(STAGE);
      json.writeEndArray();
      json.writeEndArray();
      json.writeArrayPropertyStart("Metrics");
      counts.keySet().forEach(name -> metric(json, name, "Count"));
      metric(json, INVOCATION, "Milliseconds");
      if (!lags.isEmpty()) {
        metric(json, RECORDING_LAG, "Milliseconds");
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeStringProperty(STAGE, stage);
      counts.forEach(json::writeNumberProperty);
      json.writeNumberProperty(INVOCATION, tookMillis);
      if (!lags.isEmpty()) {
        json.writeArrayPropertyStart(RECORDING_LAG);
        thinned().forEach(json::writeNumber);
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    out.println(text);
  }

  private static void metric(tools.jackson.core.JsonGenerator json, String name, String unit) {
    json.writeStartObject();
    json.writeStringProperty("Name", name);
    json.writeStringProperty("Unit", unit);
    json.writeEndObject();
  }

  /** As many as the line takes, evenly picked by size, the longest always among them. */
  private List<Long> thinned() {
    var sorted = lags.stream().sorted().toList();
    if (sorted.size() <= VALUES_MAX) {
      return sorted;
    }
    var picked = new ArrayList<Long>(VALUES_MAX);
    for (var i = 1; i <= VALUES_MAX; i++) {
      picked.add(sorted.get((int) ((long) sorted.size() * i / VALUES_MAX) - 1));
    }
    return picked;
  }
}
