package ponto.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Fills the array parameters of an {@code unnest} statement, one call a column, in the columns'
 * order. Only types whose arrays the driver sends in binary: an instant travels as milliseconds, a
 * UUID as text, and the statement casts.
 */
final class ColumnArrays {
  private final Connection connection;
  private final PreparedStatement statement;
  private int column;

  ColumnArrays(Connection connection, PreparedStatement statement) {
    this(connection, statement, 0);
  }

  /** Leaves the first {@code before} parameters to the caller. */
  ColumnArrays(Connection connection, PreparedStatement statement, int before) {
    this.connection = connection;
    this.statement = statement;
    this.column = before;
  }

  <T> ColumnArrays longs(Collection<T> rows, ToLongFunction<T> value) throws SQLException {
    var column = new Long[rows.size()];
    var next = 0;
    for (var row : rows) {
      column[next++] = value.applyAsLong(row);
    }
    return set("int8", column);
  }

  <T> ColumnArrays ints(Collection<T> rows, ToIntFunction<T> value) throws SQLException {
    var column = new Integer[rows.size()];
    var next = 0;
    for (var row : rows) {
      column[next++] = value.applyAsInt(row);
    }
    return set("int4", column);
  }

  <T> ColumnArrays doublesOrNull(Collection<T> rows, Function<T, @Nullable Double> value)
      throws SQLException {
    return set("float8", fill(new Double[rows.size()], rows, value));
  }

  <T> ColumnArrays texts(Collection<T> rows, Function<T, @Nullable String> value)
      throws SQLException {
    return set("text", fill(new String[rows.size()], rows, value));
  }

  /**
   * Milliseconds since 1970, for {@code to_timestamp(ms / 1000.0::float8)}: exact for any instant
   * of a punch.
   */
  <T> ColumnArrays instants(Collection<T> rows, Function<T, Instant> value) throws SQLException {
    return longs(rows, row -> value.apply(row).toEpochMilli());
  }

  <T> ColumnArrays bytes(Collection<T> rows, Function<T, byte[]> value) throws SQLException {
    var column = new byte[rows.size()][];
    var next = 0;
    for (var row : rows) {
      column[next++] = value.apply(row);
    }
    return set("bytea", column);
  }

  // Loops, not streams: under the first compiler, the only one in a function, they take a third.
  private static <T, V> @Nullable V[] fill(
      @Nullable V[] column, Collection<T> rows, Function<T, @Nullable V> value) {
    var next = 0;
    for (var row : rows) {
      column[next++] = value.apply(row);
    }
    return column;
  }

  private ColumnArrays set(String type, @Nullable Object[] array) throws SQLException {
    statement.setArray(++column, connection.createArrayOf(type, array));
    return this;
  }
}
