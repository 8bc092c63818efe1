package ponto.issuer;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the page goes at the provider.
 *
 * @param signOut null where the provider has none
 */
public record Endpoints(URI signIn, URI token, @Nullable URI signOut) {}
