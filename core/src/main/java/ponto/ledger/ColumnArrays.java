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
 * order.
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

  <T> ColumnArrays texts(Collection<T> rows, Function<T, @Nullable String> value)
      throws SQLException {
    return set("text", rows.stream().map(value).toArray(String[]::new));
  }

  <T> ColumnArrays instants(Collection<T> rows, Function<T, Instant> value) throws SQLException {
    return set(
        "timestamptz",
        rows.stream().map(row -> value.apply(row).toString()).toArray(String[]::new));
  }

  <T> ColumnArrays bytes(Collection<T> rows, Function<T, byte[]> value) throws SQLException {
    return set("bytea", rows.stream().map(value).toArray(byte[][]::new));
  }

  <T> ColumnArrays objects(String type, Collection<T> rows, Function<T, @Nullable Object> value)
      throws SQLException {
    return set(type, rows.stream().map(value).toArray());
  }

  private ColumnArrays set(String type, @Nullable Object[] array) throws SQLException {
    statement.setArray(++column, connection.createArrayOf(type, array));
    return this;
  }
}
