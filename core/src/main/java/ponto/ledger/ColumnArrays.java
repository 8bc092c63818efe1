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
    return set("int8", rows.stream().map(value::applyAsLong).toArray(Long[]::new));
  }

  <T> ColumnArrays ints(Collection<T> rows, ToIntFunction<T> value) throws SQLException {
    return set("int4", rows.stream().map(value::applyAsInt).toArray(Integer[]::new));
  }

  <T> ColumnArrays doublesOrNull(Collection<T> rows, Function<T, @Nullable Double> value)
      throws SQLException {
    return set("float8", rows.stream().map(value).toArray(Double[]::new));
  }

  <T> ColumnArrays texts(Collection<T> rows, Function<T, @Nullable String> value)
      throws SQLException {
    return set("text", rows.stream().map(value).toArray(String[]::new));
  }

  /**
   * Milliseconds since 1970, for {@code to_timestamp(ms / 1000.0::float8)}: exact for any instant
   * of a punch.
   */
  <T> ColumnArrays instants(Collection<T> rows, Function<T, Instant> value) throws SQLException {
    return longs(rows, row -> value.apply(row).toEpochMilli());
  }

  <T> ColumnArrays bytes(Collection<T> rows, Function<T, byte[]> value) throws SQLException {
    return set("bytea", rows.stream().map(value).toArray(byte[][]::new));
  }

  private ColumnArrays set(String type, @Nullable Object[] array) throws SQLException {
    statement.setArray(++column, connection.createArrayOf(type, array));
    return this;
  }
}
