package ponto.server;

import java.util.regex.Pattern;

/**
 * The books: what the counters of /metrics say since the start, and what lies in the tables.
 *
 * @param accepted punches answered 202
 * @param recorded that got an NSR
 * @param repeated known already
 * @param setAside kept until hr decides
 * @param redelivered letters not read again
 * @param waiting letters in the inbox
 * @param dead letters buried and not redriven
 * @param letters rows of their table
 * @param listed punches in them, by their own count
 * @param punches rows of {@code punch}
 * @param doubts rows of {@code set_aside}
 */
public record Books(
    long accepted,
    long recorded,
    long repeated,
    long setAside,
    long redelivered,
    long waiting,
    long dead,
    long letters,
    long listed,
    long punches,
    long doubts) {
  static Books read(Site site) {
    var metrics = metrics(site);
    return new Books(
        value(metrics, "ponto_punches_accepted_total"),
        value(metrics, "ponto_punches_recorded_total"),
        value(metrics, "ponto_punches_repeated_total"),
        value(metrics, "ponto_punches_set_aside_total"),
        value(metrics, "ponto_letters_redelivered_total"),
        value(metrics, "ponto_inbox_letters"),
        value(metrics, "ponto_inbox_dead_letters"),
        count(site, "SELECT count(*) FROM letter"),
        count(site, "SELECT coalesce(sum(punches), 0) FROM letter"),
        count(site, "SELECT count(*) FROM punch"),
        count(site, "SELECT count(*) FROM set_aside"));
  }

  /** One figure of /metrics. */
  static long figure(Site site, String name) {
    return value(metrics(site), name);
  }

  private static String metrics(Site site) {
    return new Caller(site.uri(), Site.SCRAPE_TOKEN).get("/metrics").expect(200).body();
  }

  private static long count(Site site, String sql) {
    return Long.parseLong(site.ask(sql));
  }

  private static long value(String metrics, String name) {
    var line = Pattern.compile("(?m)^" + name + " ([0-9.E+]+)$").matcher(metrics);
    if (!line.find()) {
      throw new AssertionError(name + " is not in " + metrics);
    }
    return (long) Double.parseDouble(line.group(1));
  }

  /** The books once nothing waits; every punch accepted is then accounted for, or this fails. */
  public static Books settled(Site site) {
    return Patience.until("the books", site::books, Books::balanced);
  }

  private boolean balanced() {
    return waiting == 0
        && accepted == recorded + repeated + setAside
        && listed == accepted
        && punches == recorded
        && doubts == setAside;
  }
}
