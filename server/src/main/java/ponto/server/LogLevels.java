package ponto.server;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.regex.Pattern;

/**
 * How much is logged: one level for all of ponto, and others for packages or classes of it, as in
 * {@code info,ponto.ledger=debug}. What libraries say below a warning stays unsaid: they quote
 * requests and statements, and those name people.
 */
record LogLevels(Level all, Map<String, Level> parts) {
  /** What is logged where nothing is said. */
  static final LogLevels USUAL = new LogLevels(Level.INFO, Map.of());

  private static final String NAMES = "error, warning, info, debug or trace";

  /** A package or class of ours. */
  private static final Pattern PART = Pattern.compile("ponto(\\.[a-z]+)*(\\.[A-Z][A-Za-z]*)?");

  LogLevels {
    parts = Map.copyOf(parts);
  }

  /**
   * Reads such a text.
   *
   * @throws Refusal naming what cannot be right in it
   */
  static LogLevels read(String text) {
    var parts = new TreeMap<String, Level>();
    for (var item : text.split(",", -1)) {
      var equals = item.indexOf('=');
      var part = equals < 0 ? "ponto" : part(item.substring(0, equals).strip());
      if (parts.put(part, level(item.substring(equals + 1).strip())) != null) {
        throw new Refusal("--log-level says twice what holds for " + part);
      }
    }
    var all = parts.remove("ponto");
    return new LogLevels(all == null ? USUAL.all : all, parts);
  }

  private static String part(String name) {
    if (!PART.matcher(name).matches() || !isThere(name)) {
      throw new Refusal(
          "--log-level names "
              + printable(name)
              + ", which is no package or class of ponto, as ponto.ledger is");
    }
    return name;
  }

  /** A name with a slip in it would be obeyed and change nothing. */
  private static boolean isThere(String name) {
    var path = name.replace('.', '/');
    var loader = LogLevels.class.getClassLoader();
    return name.equals("ponto")
        || loader.getResource(path + "/package-info.class") != null
        || loader.getResource(path + ".class") != null;
  }

  private static Level level(String name) {
    return of(name.toLowerCase(Locale.ROOT))
        .orElseThrow(() -> new Refusal("--log-level is " + printable(name) + ", not " + NAMES));
  }

  private static Optional<Level> of(String name) {
    return switch (name) {
      case "error", "severe" -> Optional.of(Level.SEVERE);
      case "warn", "warning" -> Optional.of(Level.WARNING);
      case "info" -> Optional.of(Level.INFO);
      case "debug", "fine" -> Optional.of(Level.FINE);
      case "trace", "finest" -> Optional.of(Level.FINEST);
      default -> Optional.empty();
    };
  }

  private static String printable(String text) {
    return text.replaceAll("[^!-~]", "?");
  }

  /** As {@link #read} takes it. */
  @Override
  public String toString() {
    var text = new StringBuilder(name(all));
    new TreeMap<>(parts)
        .forEach((part, level) -> text.append(',').append(part).append('=').append(name(level)));
    return text.toString();
  }

  private static String name(Level level) {
    return level.equals(Level.SEVERE)
        ? "error"
        : level.equals(Level.FINE)
            ? "debug"
            : level.equals(Level.FINEST) ? "trace" : level.getName().toLowerCase(Locale.ROOT);
  }
}
