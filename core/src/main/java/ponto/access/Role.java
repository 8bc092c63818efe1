package ponto.access;

import java.util.Locale;
import java.util.Optional;

/**
 * What a signed-in principal is to its employer; the claim {@code role} carries the name in lower
 * case.
 */
public enum Role {
  WORKER,
  COLLECTOR,
  MANAGER,
  HR,
  AUDITOR,
  ADMIN;

  /** The name on the wire, in tokens and in the database. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with this wire name; empty when there is none. */
  public static Optional<Role> of(String wire) {
    for (var role : values()) {
      if (role.wire().equals(wire)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
