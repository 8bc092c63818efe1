package ponto.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import ponto.afd.PunchLine;
import ponto.inbox.Letter;
import ponto.ledger.Head.Heads;
import ponto.ledger.Judged.Doubtful;
import ponto.ledger.Judged.Origin;
import ponto.punch.Flag;
import ponto.punch.LetterReader;
import ponto.punch.Reading;
import ponto.punch.Reason;
import ponto.roster.People;
import ponto.roster.People.Name;

/**
 * Records letters: one transaction a batch, in which every punch of every letter is recorded, found
 * repeated or set aside. Repeats of letters and punches are absorbed. Thread-safe; one connection
 * serves one call at a time.
 */
public final class Ledger {
  private final InstantSource clock;
  private final BooleanSupplier clockIsOff;

  /** With a clock that nobody doubts. */
  public Ledger(InstantSource clock) {
    this(clock, () -> false);
  }

  /**
   * @param clockIsOff whether this server's clock is known to differ from the legal time by more
   *     than the law lets it; asked once for each batch
   */
  public Ledger(InstantSource clock, BooleanSupplier clockIsOff) {
    this.clock = clock;
    this.clockIsOff = clockIsOff;
  }

  /**
   * Records the letters and commits; on any failure nothing of them is in the database.
   *
   * @param connection with auto-commit off, in the recorder's role
   * @throws SQLException the database is away, or another recorder was faster with the same punch:
   *     call again
   */
  public Tally record(Connection connection, List<Letter> letters) throws SQLException {
    return commit(connection, letters, fresh -> judge(connection, fresh));
  }

  /**
   * Keeps a letter as it came, unread, for hr: where recording it fails again and again without
   * anybody knowing why. What is recorded or kept already stays so.
   */
  Tally setAside(Connection connection, Letter letter, String detail) throws SQLException {
    var origin = new Origin(letter, Reading.WHOLE_LETTER, letter.body());
    var doubtful = new Doubtful(origin, null, null, Reason.MALFORMED, detail);
    return commit(connection, List.of(letter), _ -> List.of(new Entry(letter, doubtful)));
  }

  /**
   * Goes the way of {@link #record} with letters of an employer that there is not, and rolls back:
   * what is loaded, linked and prepared now, the first real letter need not wait for.
   */
  void rehearse(Connection connection, List<Letter> letters) throws SQLException {
    try {
      var judged = judge(connection, unrecorded(connection, letters));
      var batch = new Batch(clock.instant(), Known.punches(connection, keys(judged)));
      judged.forEach(entry -> batch.sort(entry.letter(), entry.judged()));
      batch.keepNewDoubts(Known.doubts(connection, batch.doubts()));
      new Rows(connection).rehearse();
    } finally {
      connection.rollback();
    }
  }

  /** Says what each punch of the letters is worth. */
  @FunctionalInterface
  private interface Judgement {
    List<Entry> of(List<Letter> letters) throws SQLException;
  }

  private Tally commit(Connection connection, List<Letter> letters, Judgement judgement)
      throws SQLException {
    try {
      var tally = append(connection, letters, judgement);
      connection.commit();
      return tally;
    } catch (SQLException | RuntimeException e) {
      rollback(connection, e);
      throw e;
    }
  }

  private Tally append(Connection connection, List<Letter> letters, Judgement judgement)
      throws SQLException {
    var fresh = unrecorded(connection, letters);
    var redelivered = letters.size() - fresh.size();
    if (fresh.isEmpty()) {
      return new Tally(List.of(), 0, 0, 0, 0, redelivered, 0, clock.instant());
    }
    var judged = judgement.of(fresh);
    var batch =
        new Batch(
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            Known.punches(connection, keys(judged)));
    judged.forEach(entry -> batch.sort(entry.letter(), entry.judged()));
    batch.keepNewDoubts(Known.doubts(connection, batch.doubts()));
    var rows = new Rows(connection);
    rows.letters(batch.letters());
    rows.doubts(batch.doubts(), batch.recordedAt());
    rows.evidence(batch.sound());
    settle(connection, batch);
    // Everything above may run beside other recorders; from here on one at a time for each
    // establishment.
    var heads = Head.lock(connection, establishments(batch.sound()), clock);
    rows.punches(print(batch.sound(), heads));
    Head.store(connection, heads);
    return batch.tally(redelivered, batch.sound().size());
  }

  private static void settle(Connection connection, Batch batch) throws SQLException {
    for (var settled : batch.settled().entrySet()) {
      Bindings.decide(connection, settled.getKey(), settled.getValue(), batch.recordedAt());
    }
  }

  private static List<Letter> unrecorded(Connection connection, List<Letter> letters)
      throws SQLException {
    var before = Known.receipts(connection, letters);
    var fresh = new LinkedHashMap<String, Letter>();
    for (var letter : letters) {
      if (!before.contains(letter.receipt())) {
        fresh.putIfAbsent(letter.receipt(), letter);
      }
    }
    return List.copyOf(fresh.values());
  }

  /** A judged punch and the letter whose books it goes into. */
  private record Entry(Letter letter, Judged judged) {}

  private List<Entry> judge(Connection connection, List<Letter> letters) throws SQLException {
    var doubted = clockIsOff.getAsBoolean();
    var readings = new ArrayList<List<Reading>>(letters.size());
    var names = new LinkedHashSet<Name>();
    for (var letter : letters) {
      var read = letter.binding() == null ? LetterReader.read(letter.body()) : List.<Reading>of();
      readings.add(read);
      read.forEach(reading -> Judge.nameIn(letter, reading).ifPresent(names::add));
    }
    var people = People.named(connection, names);
    var judged = new ArrayList<Entry>();
    for (var i = 0; i < letters.size(); i++) {
      var letter = letters.get(i);
      var binding = letter.binding();
      if (binding != null) {
        judged.add(new Entry(letter, Bindings.read(connection, letter, binding)));
      }
      for (var reading : readings.get(i)) {
        var punch = Judge.judge(letter, reading, people);
        judged.add(new Entry(letter, doubted ? doubted(punch) : punch));
      }
    }
    return judged;
  }

  /** What was received by a clock that is off says so; what hr binds was received before. */
  private static Judged doubted(Judged judged) {
    return judged instanceof Judged.Sound sound ? sound.flagged(Flag.SERVER_CLOCK_OFF) : judged;
  }

  private static SortedSet<Long> establishments(List<Batch.Entry> sound) {
    var establishments = new TreeSet<Long>();
    sound.forEach(entry -> establishments.add(entry.sound().workplace().establishmentId()));
    return establishments;
  }

  private static Set<Known.Key> keys(List<Entry> judged) {
    var keys = new LinkedHashSet<Known.Key>();
    for (var entry : judged) {
      var employer = entry.letter().sender().employerId();
      var id = entry.judged().id();
      if (id != null) {
        keys.add(new Known.Key(employer, id));
      }
      if (entry.judged() instanceof Judged.Sound sound && sound.setAsideId() != null) {
        keys.add(new Known.Key(employer, Bindings.freshId(sound.contentHash())));
      }
    }
    return keys;
  }

  private static List<Recorded> print(List<Batch.Entry> entries, Heads heads) {
    var near = Near.within(entries);
    var rows = new ArrayList<Recorded>(entries.size());
    for (var entry : entries) {
      rows.add(print(entry, near.get(rows.size()), heads));
    }
    return rows;
  }

  private static Recorded print(Batch.Entry entry, boolean near, Heads heads) {
    var sound = entry.sound();
    var head = heads.of(sound.workplace().establishmentId());
    var punchedAt = sound.decided().punchedAt().atZone(sound.punch().zone()).toOffsetDateTime();
    var nsr = head.next();
    var printed =
        new PunchLine(
                nsr,
                punchedAt,
                sound.worker().cpf(),
                OffsetDateTime.ofInstant(head.recordedAt(), sound.workplace().zone()),
                sound.punch().collector().afdCode(),
                sound.decided().offline(),
                head.hash())
            .print();
    head.chain(printed);
    var offsetMinutes = punchedAt.getOffset().getTotalSeconds() / 60;
    return new Recorded(
        sound, entry.letter().receipt(), nsr, offsetMinutes, head.recordedAt(), printed, near);
  }

  private static void rollback(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
