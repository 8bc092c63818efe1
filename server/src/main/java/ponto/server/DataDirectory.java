package ponto.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that must survive, in one folder that only its owner can read and only one ponto uses.
 */
final class DataDirectory implements AutoCloseable {
  private static final int SECRET_BYTES = 24;

  /** Of this process: the system drops its lock when the file is closed by anybody in it. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final FileChannel lockFile;

  private DataDirectory(Path root, FileChannel lockFile) {
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Opens the folder, making it when it is not there.
   *
   * @throws Refusal when it cannot be written or another ponto uses it
   */
  static DataDirectory open(Path folder) {
    var root = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(root);
      if (isPosix(root)) {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      }
      var channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new Refusal(
            "another ponto uses " + root + ": stop it, or choose another folder with --data");
      }
      OPEN.add(root);
      return new DataDirectory(root, channel);
    } catch (IOException e) {
      throw new Refusal("--data " + root + " cannot be used: " + e.getMessage());
    }
  }

  /** Whether a ponto uses the folder now. */
  static boolean isUsed(Path folder) throws IOException {
    var root = folder.toAbsolutePath().normalize();
    var file = root.resolve("lock");
    if (OPEN.contains(root) || !Files.exists(file)) {
      return OPEN.contains(root);
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return tryLock(channel) == null;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Another of this process.
    }
  }

  Path inbox() {
    return root.resolve("inbox");
  }

  Path keys() {
    return root.resolve("keys");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  /**
   * Where PostgreSQL's programs are unpacked; the launcher names a folder that all data directories
   * share.
   */
  Path binaries() {
    var shared = System.getProperty("ponto.cache");
    return shared == null ? root.resolve("postgres-binaries") : Path.of(shared);
  }

  /** Reads one of the small files that other commands need. */
  static Optional<String> read(Path root, String name) {
    try {
      return Optional.of(Files.readString(root.resolve(name)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  Optional<String> read(String name) {
    return read(root, name);
  }

  /**
   * Writes a small file whole or not at all, readable for its owner only; when this returns, it
   * survives the loss of power.
   */
  void write(String name, String content) {
    try {
      var written = Files.createTempFile(root, name, ".new");
      try {
        Files.writeString(written, content + "\n");
        // Before the name: else a power cut could leave the new name with nothing in it.
        force(written, StandardOpenOption.WRITE);
        Files.move(
            written,
            root.resolve(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(written);
      }
      if (isPosix(root)) {
        force(root, StandardOpenOption.READ);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPosix(Path folder) throws IOException {
    return Files.getFileStore(folder).supportsFileAttributeView("posix");
  }

  private static void force(Path path, StandardOpenOption how) throws IOException {
    try (var channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  void delete(String name) {
    try {
      Files.deleteIfExists(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The secret of this name, made at random the first time. */
  String secret(String name) {
    return read(name)
        .orElseGet(() -> {
          var bytes = new byte[SECRET_BYTES];
          new SecureRandom().nextBytes(bytes);
          var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
          write(name, secret);
          return secret;
        });
  }

  Path root() {
    return root;
  }

  @Override
  public void close() {
    OPEN.remove(root);
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
