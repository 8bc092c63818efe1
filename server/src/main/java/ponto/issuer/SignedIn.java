package ponto.issuer;

import ponto.access.Role;

/**
 * What a device gets when it signs in or refreshes.
 *
 * @param accessToken for the header {@code Authorization}, good for {@code expiresIn} seconds
 * @param refreshToken good once, for the next pair
 */
public record SignedIn(
    String accessToken, long expiresIn, String refreshToken, Role role, String name) {
  /** Without its secrets: this may end in a log. */
  @Override
  public String toString() {
    return "SignedIn[" + role + "]";
  }
}
