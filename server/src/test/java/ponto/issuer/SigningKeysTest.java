package ponto.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signing keys survive restarts, are nobody else's to read, and can be rotated. */
class SigningKeysTest {
  @TempDir Path data;
  private Path folder;

  @BeforeEach
  void nameTheFolder() {
    folder = data.resolve("keys");
  }

  @Test
  void the_first_start_makes_a_key_that_the_next_start_finds() throws Exception {
    var first = SigningKeys.open(folder);
    var second = SigningKeys.open(folder);

    assertThat(second.jwks()).isEqualTo(first.jwks());
    assertThat(folder)
        .isDirectoryContaining("glob:**/key-1.json")
        .isDirectoryNotContaining("glob:**/key-2*");
  }

  @Test
  void only_the_owner_may_read_the_keys() throws Exception {
    SigningKeys.open(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    SigningKeys.open(folder);

    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(folder.resolve("key-1.json"))).isEqualTo("rw-------");
  }

  @Test
  void what_is_published_names_each_key_by_its_thumbprint_and_holds_no_private_part()
      throws Exception {
    SigningKeys.open(folder);
    var published = JWKSet.parse(SigningKeys.addTo(folder).jwks());

    assertThat(published.getKeys()).hasSize(2);
    for (var key : published.getKeys()) {
      assertThat(key.isPrivate()).isFalse();
      assertThat(key.getKeyID()).isEqualTo(key.computeThumbprint().toString());
      assertThat(key.size()).isEqualTo(2048);
    }
  }

  @Test
  void after_a_rotation_the_new_key_signs_and_the_old_one_still_verifies() throws Exception {
    var old = SigningKeys.open(folder);
    var before = SignedJWT.parse(old.sign(new JWTClaimsSet.Builder().subject("s").build()));
    SigningKeys.addTo(folder);
    var rotated = SigningKeys.open(folder);
    var after = SignedJWT.parse(rotated.sign(new JWTClaimsSet.Builder().subject("s").build()));

    assertThat(after.getHeader().getKeyID()).isNotEqualTo(before.getHeader().getKeyID());
    assertThat(rotated.jwks())
        .contains(before.getHeader().getKeyID(), after.getHeader().getKeyID());
  }

  @Test
  void a_start_that_was_killed_while_it_wrote_the_key_is_made_good() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("key-1.json.half"), "{\"kty\":");

    SigningKeys.open(folder);

    assertThat(folder)
        .isDirectoryContaining("glob:**/key-1.json")
        .isDirectoryNotContaining("glob:**.half");
  }

  @Test
  void a_damaged_key_stops_the_start_and_is_named_but_not_quoted() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("key-7.json"), "{\"kty\":\"RSA\",\"d\":\"geheim\"}");

    assertThatThrownBy(() -> SigningKeys.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key-7.json")
        .hasMessageNotContaining("geheim")
        .hasNoCause();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
