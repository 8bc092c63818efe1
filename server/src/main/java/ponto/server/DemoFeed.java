package ponto.server;

import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import ponto.access.Connections;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.access.Tenant;
import ponto.inbox.Inbox;
import ponto.inbox.Letter;
import ponto.punch.Named;
import ponto.roster.Employers;
import ponto.roster.People;
import ponto.roster.People.Name;

/**
 * Brings the demo's month through the ordinary inbox, a few letters at a time, so that what real
 * people press meanwhile waits for no more than those.
 */
final class DemoFeed {
  /** Up to the day before yesterday: every shift has ended, and what was kept off-line is in. */
  static final int DAYS = 31;

  private static final int DAYS_BACK = 2;

  /** Waiting letters, real ones included: the recorders settle so many in one or two batches. */
  static final int OUTSTANDING_MAX = 200;

  /** Counting the waiting letters costs more than putting one. */
  private static final int AT_ONCE = 50;

  private static final long PAUSE_MILLIS = 5;
  private static final long FULL_PAUSE_MILLIS = 1_000;
  private static final int PROGRESS_DAYS = 5;

  /** The file beside the data that holds the last day that is in. */
  private static final String MARK = "demo-month";

  private final DataDirectory data;
  private final Connections roster;
  private final Inbox inbox;
  private final IntConsumer accepted;
  private final InstantSource clock;

  DemoFeed(
      DataDirectory data,
      Connections roster,
      Inbox inbox,
      IntConsumer accepted,
      InstantSource clock) {
    this.data = data;
    this.roster = roster;
    this.inbox = inbox;
    this.accepted = accepted;
    this.clock = clock;
  }

  /** Feeds what is not in yet of the month before the day before yesterday. */
  void feed(int workersMax) throws SQLException, InterruptedException {
    var last = LocalDate.ofInstant(clock.instant(), DemoMonth.ZONE).minusDays(DAYS_BACK);
    var day = last.minusDays(DAYS - 1);
    var fed = data.read(MARK).map(LocalDate::parse);
    if (fed.isPresent() && !fed.get().isBefore(day)) {
      day = fed.get().plusDays(1);
    }
    if (day.isAfter(last)) {
      return;
    }
    var started = System.nanoTime();
    var month = month(workersMax);
    var punches = 0;
    for (var number = 1; !day.isAfter(last); number++) {
      punches += put(month.letters(day));
      data.write(MARK, day.toString());
      day = day.plusDays(1);
      if (number % PROGRESS_DAYS == 0 || day.isAfter(last)) {
        say(number + " days, " + punches + " punches in the inbox");
      }
    }
    say("complete after " + (System.nanoTime() - started) / 1_000_000 + " ms");
  }

  private static void say(String words) {
    System.err.println("ponto: demo month: " + words);
  }

  /** The workers who are there: an earlier start may have made fewer than this one names. */
  private DemoMonth month(int workersMax) throws SQLException {
    long employer;
    try (var connection = roster.open()) {
      employer = Employers.id(connection, Demo.DOCUMENT).orElseThrow();
    }
    var names = new LinkedHashSet<Name>();
    for (var number = 1; number <= workersMax; number++) {
      names.add(new Name(employer, Named.Kind.WORKER, Demo.cpf(number)));
    }
    var people =
        Tenant.speakingFor(employer, roster, connection -> People.named(connection, names));
    var cpfs = new ArrayList<String>();
    for (var name : names) {
      if (people.find(name).isPresent()) {
        cpfs.add(name.value());
      }
    }
    return new DemoMonth(new Principal("demo-month", employer, Role.COLLECTOR, null, false), cpfs);
  }

  private int put(List<Letter> letters) throws InterruptedException {
    var punches = 0;
    for (var from = 0; from < letters.size(); from += AT_ONCE) {
      while (inbox.depth() + AT_ONCE > OUTSTANDING_MAX) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
      for (var letter : letters.subList(from, Math.min(letters.size(), from + AT_ONCE))) {
        put(letter);
        var held = letter.body().split("\"id\":", -1).length - 1;
        accepted.accept(held);
        punches += held;
      }
    }
    return punches;
  }

  private void put(Letter letter) throws InterruptedException {
    while (true) {
      try {
        inbox.put(letter);
        return;
      } catch (Inbox.Full e) {
        TimeUnit.MILLISECONDS.sleep(FULL_PAUSE_MILLIS);
      }
    }
  }
}
