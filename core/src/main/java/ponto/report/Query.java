package ponto.report;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement put together from fixed pieces, each with its parameters beside it. */
final class Query {
  private final StringBuilder sql = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();

  /** Adds a piece of SQL, never anything that a caller sent, and the values of its marks. */
  Query add(String piece, Object... values) {
    sql.append(piece).append('\n');
    parameters.addAll(List.of(values));
    return this;
  }

  /** The statement with its parameters set; rows come in portions, not all at once. */
  PreparedStatement on(Connection connection, int fetchSize) throws SQLException {
    var statement = connection.prepareStatement(sql.toString());
    try {
      statement.setFetchSize(fetchSize);
      for (var place = 0; place < parameters.size(); place++) {
        statement.setObject(place + 1, parameters.get(place));
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }
}
