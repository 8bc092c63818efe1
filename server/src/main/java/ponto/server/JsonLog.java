package ponto.server;

import java.io.PrintStream;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import ponto.api.Json;

/**
 * Writes the log as one JSON object a line to stderr: instant, level, logger, message, and the kind
 * of a failure.
 */
final class JsonLog extends Formatter {
  /** A stack is cut here: the first frames name the defect. */
  private static final int FRAMES_MAX = 30;

  /** Held, because the JDK forgets a logger that nobody holds, and its level with it. */
  private static final Map<String, Logger> OURS = new HashMap<>();

  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private JsonLog() {}

  /** From here on everything is logged this way, and so much of it. */
  static void install(LogLevels levels) {
    LogManager.getLogManager().reset();
    var root = Logger.getLogger("");
    root.addHandler(new Stderr(System.err));
    root.setLevel(Level.WARNING);
    // Its warnings about scanning are not about us.
    FLYWAY.setLevel(Level.SEVERE);
    obey(levels);
  }

  /** From here on so much is logged of ponto and its parts. */
  static synchronized void obey(LogLevels levels) {
    OURS.forEach((_, logger) -> logger.setLevel(null));
    OURS.computeIfAbsent("ponto", Logger::getLogger).setLevel(levels.all());
    levels
        .parts()
        .forEach((part, level) -> OURS.computeIfAbsent(part, Logger::getLogger).setLevel(level));
  }

  @Override
  public String format(LogRecord event) {
    return Json.object(json -> write(json, event)) + System.lineSeparator();
  }

  private void write(Json json, LogRecord event) {
    json.text("at", DateTimeFormatter.ISO_INSTANT.format(event.getInstant()))
        .text("level", event.getLevel().getName().toLowerCase(Locale.ROOT))
        .text("logger", event.getLoggerName())
        .text("message", formatMessage(event));
    var thrown = event.getThrown();
    if (thrown != null) {
      json.text("failure", describe(thrown));
    }
  }

  /** Classes and places only: a failure's message may quote a row, and a row holds a CPF. */
  private static String describe(Throwable thrown) {
    var text = new StringBuilder();
    for (var cause = thrown; cause != null; cause = cause.getCause()) {
      text.append(text.isEmpty() ? "" : " caused by ").append(cause.getClass().getName());
      if (cause instanceof java.sql.SQLException sql) {
        text.append(" SQLSTATE ").append(sql.getSQLState());
      }
      var frames = cause.getStackTrace();
      for (var i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
        text.append(" at ").append(frames[i]);
      }
    }
    return text.toString();
  }

  /** Flushes after every line. */
  private static final class Stderr extends StreamHandler {
    Stderr(PrintStream stream) {
      super(stream, new JsonLog());
      setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord event) {
      super.publish(event);
      flush();
    }
  }
}
