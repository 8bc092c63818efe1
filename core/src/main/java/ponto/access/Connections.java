package ponto.access;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where a part of the product gets its database connections, each already in the role that the part
 * may use. The taker closes what it took, in whatever state a failure left it: who lends
 * connections again makes them fit first.
 */
@FunctionalInterface
public interface Connections {
  /** A connection in auto-commit mode. */
  Connection open() throws SQLException;
}
