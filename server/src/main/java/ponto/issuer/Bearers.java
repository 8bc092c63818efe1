package ponto.issuer;

import java.sql.SQLException;

/** Says for whom a bearer token speaks: one of our own, or one of a company's provider. */
public interface Bearers {
  /** By the token alone: enough for a punch, which nothing may keep waiting. */
  Verified verify(String token) throws SQLException;

  /** Also as the roster has its owner now; for everything but a punch. */
  Verified admit(String token) throws SQLException;
}
