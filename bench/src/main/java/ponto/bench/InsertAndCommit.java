package ponto.bench;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import ponto.inbox.Letter;
import ponto.punch.LetterReader;
import ponto.punch.Punch;
import ponto.punch.Reading;

/**
 * The design that most would build: the request itself inserts its punch and commits, on one of a
 * few connections that are handed over in the order of asking.
 */
final class InsertAndCommit extends Rival {
  private final BlockingQueue<Insert> free;
  private final List<Insert> all;

  InsertAndCommit(List<Insert> inserts) {
    all = List.copyOf(inserts);
    // Fair: an unfair hand-over starves some requests for seconds.
    free = new ArrayBlockingQueue<>(all.size(), true, all);
  }

  @Override
  public void put(Letter letter) throws InterruptedException {
    for (var reading : LetterReader.read(letter.body())) {
      if (!(reading instanceof Reading.Legible(_, var punch, _))) {
        throw new IllegalArgumentException("the load sent an illegible punch");
      }
      insert(letter, punch);
    }
  }

  @Override
  public void close() {
    for (var insert : all) {
      try {
        insert.close();
      } catch (SQLException e) {
        throw new IllegalStateException("a rival's connection did not close", e);
      }
    }
  }

  private void insert(Letter letter, Punch punch) throws InterruptedException {
    var insert = free.take();
    try {
      insert.commit(letter, punch);
    } catch (SQLException e) {
      throw new IllegalStateException("a rival's insert failed", e);
    } finally {
      free.put(insert);
    }
  }

  /** One connection that stores one punch in one transaction. */
  interface Insert extends AutoCloseable {
    /** Returns when the punch is durable. */
    void commit(Letter letter, Punch punch) throws SQLException;

    @Override
    void close() throws SQLException;
  }
}
