package ponto.issuer;

/**
 * Whose tokens are taken, and for whom they must be meant.
 *
 * @param issuer the claim {@code iss}, exactly
 * @param audience what {@code aud} must contain
 */
public record Realm(String issuer, String audience) {
  /** The issuer inside the product; its keys, not its name, tell two installations apart. */
  public static final Realm LOCAL = new Realm("urn:ponto:local", "ponto");

  public Realm {
    if (issuer.isEmpty() || audience.isEmpty()) {
      throw new IllegalArgumentException("issuer and audience must be named");
    }
  }
}
