package ponto.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** A small file that only its owner reads, written whole or not at all. */
record PrivateFile(Path path) {
  // 256 bits: nothing is gained by more, and the text form still fits a URI.
  private static final int PASSWORD_BYTES = 32;

  /** The password kept here; a new random one is made and kept when there is none. */
  String password() throws IOException {
    if (!Files.exists(path)) {
      var random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      write(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    return Files.readString(path).strip();
  }

  void write(String content) throws IOException {
    var unfinished = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var file =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly)) {
      var bytes = ByteBuffer.wrap((content + "\n").getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(
        unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Tree.force(path.resolveSibling(""));
  }
}
