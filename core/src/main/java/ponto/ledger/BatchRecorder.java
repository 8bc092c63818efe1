package ponto.ledger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import ponto.access.Connections;
import ponto.inbox.Letter;

/**
 * Records batches on one connection of its own, opened when needed. What fails with the database
 * well is halved until the culprit stands alone; what else happens, its owner decides. Not
 * thread-safe.
 */
public final class BatchRecorder implements AutoCloseable {
  /**
   * How often the same letters may fail, with the database well, before they are halved or given to
   * the owner.
   */
  static final int FAILURES_MAX = 3;

  /**
   * Lost races in a row before the letters are halved or given to the owner; after each the other's
   * rows are seen, so nobody loses that often by chance.
   */
  static final int RACES_MAX = 8;

  /** Races lost before the next try waits: the other's rows are there at once. */
  private static final int RACES_AT_ONCE = 2;

  /** How long a connection that is asked whether it lives may take to answer. */
  private static final int LIFE_SECONDS = 2;

  private static final Logger LOG = System.getLogger(BatchRecorder.class.getName());

  private final Ledger ledger;
  private final Connections connections;
  private @Nullable Connection connection;

  public BatchRecorder(Ledger ledger, Connections connections) {
    this.ledger = ledger;
    this.connections = connections;
  }

  /** Whose letters are recorded: hears what became of them and says how patient it is. */
  public interface Owner {
    /** These are in the database. */
    void recorded(List<Letter> letters, Tally tally);

    /** This one fails by itself, with the database well. */
    void stuck(Letter letter);

    /**
     * The database is away, and the connection closed; these letters wait. Answers, having waited
     * as long as it likes, whether to try again.
     */
    boolean awaitDatabase(SQLException failure, List<Letter> letters) throws InterruptedException;

    /** Whether to go on after a failure. */
    boolean goesOn();
  }

  /** Records the letters, halving what fails; false when the owner gave up before all settled. */
  public boolean record(List<Letter> letters, Owner owner) throws InterruptedException {
    var failures = 0;
    var races = 0;
    var giveWay = new Backoff();
    while (failures < FAILURES_MAX && races < RACES_MAX) {
      try {
        var tally = ledger.record(connected(), letters);
        owner.recorded(letters, tally);
        return true;
      } catch (SQLException e) {
        switch (troubleOf(e)) {
          // Somebody else got on, so this ends; counted lest a defect looks like a race for ever.
          case AGAIN -> {
            if (++races > RACES_AT_ONCE) {
              giveWay.pause();
            }
          }
          case AWAY -> {
            disconnect();
            if (!owner.awaitDatabase(e, letters)) {
              return false;
            }
          }
          case DEFECT -> {
            failures++;
            log(e, letters);
          }
        }
      } catch (RuntimeException e) {
        failures++;
        log(e, letters);
      }
      if (!owner.goesOn()) {
        return false;
      }
    }
    if (letters.size() == 1) {
      owner.stuck(letters.getFirst());
      return true;
    }
    var middle = letters.size() / 2;
    return record(letters.subList(0, middle), owner)
        && record(letters.subList(middle, letters.size()), owner);
  }

  /**
   * Keeps a letter whose recording fails as it came, for hr to see; nothing of it is read.
   *
   * @throws SQLException nothing was kept
   */
  public Tally setAside(Letter letter, String detail) throws SQLException {
    return ledger.setAside(connected(), letter, detail);
  }

  /** Asks a connection that rested whether it lives; one that does not is opened anew when used. */
  public void mend() {
    if (connection != null && !isWell()) {
      disconnect();
    }
  }

  /**
   * Opens the connection, then goes through a recording of these letters, which must be nobody's; a
   * database that is away is no matter.
   */
  public void rehearse(Supplier<List<Letter>> letters) {
    try {
      ledger.rehearse(connected(), letters.get());
    } catch (SQLException e) {
      LOG.log(Level.INFO, "the database was not there yet (SQLSTATE {0})", e.getSQLState());
      disconnect();
    }
  }

  private Trouble troubleOf(SQLException failure) {
    var trouble = Trouble.of(failure);
    return trouble == Trouble.DEFECT && !isWell() ? Trouble.AWAY : trouble;
  }

  private boolean isWell() {
    try {
      return connection != null && connection.isValid(LIFE_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  private static void log(Exception failure, List<Letter> letters) {
    // The message of an SQL error may quote a row, and a row holds a CPF.
    var what =
        failure instanceof SQLException sql
            ? "SQLSTATE " + sql.getSQLState()
            : failure.getClass().getName();
    LOG.log(
        Level.WARNING,
        "recording {0} letters failed: {1}; tried again, then halved",
        letters.size(),
        what);
  }

  private Connection connected() throws SQLException {
    var open = connection;
    if (open == null) {
      open = connections.open();
      open.setAutoCommit(false);
      connection = open;
    }
    return open;
  }

  private void disconnect() {
    var open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "closing a broken connection failed", e);
      }
    }
  }

  /** Gives the connection back; the next batch opens another. */
  @Override
  public void close() {
    disconnect();
  }
}
