package ponto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A JVM of its own whose environment tells the token's library where the token is: which is nowhere
 * when it starts, and there a moment later.
 */
final class TokenThatComesLater {
  private TokenThatComesLater() {}

  /** Configuration, PIN, where the token is when it is away, and when it is there. */
  public static void main(String[] arguments) throws Exception {
    var configuration = Path.of(arguments[0]);
    var pin = arguments[1].toCharArray();
    var now = new AtomicReference<>(Instant.EPOCH);
    try (var slot = SignerSlot.open(() -> Pkcs11Signer.open(configuration, pin, null), now::get)) {
      System.out.println("meant " + slot.isMeant() + ", there " + slot.find().isPresent());
      Files.move(Path.of(arguments[2]), Path.of(arguments[3]));
      now.set(Instant.EPOCH.plus(SignerSlot.RETRY));
      var signer = slot.find().orElseThrow();
      System.out.println("signed " + (signer.sign("um arquivo".getBytes(UTF_8)).length > 0));
    }
  }
}
