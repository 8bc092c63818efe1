package ponto.handin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import ponto.punch.StrictUtf8;

/**
 * The file of pending punches on disk. It is replaced whole or not at all, and only while nobody
 * else changed it.
 */
final class PendingFile {
  /** {@link PendingText#ENTRIES_MAX} entries; read whole, it fits the memory of a command. */
  static final int BYTES_MAX = 16 << 20;

  private final Path path;
  private final PendingText text;
  private byte[] written;

  private PendingFile(Path path, PendingText text, byte[] written) {
    this.path = path;
    this.text = text;
    this.written = written;
  }

  /**
   * Opens it.
   *
   * @throws HandInFailure when there is none, or it is another kind of file
   */
  static PendingFile open(Path given) {
    try {
      // A link is followed once: what is replaced is the file and not the link.
      var path = given.toRealPath();
      var bytes = bytes(path);
      var text =
          StrictUtf8.decode(bytes).orElseThrow(() -> new HandInFailure("it is not text in UTF-8"));
      return new PendingFile(path, PendingText.read(text), bytes);
    } catch (HandInFailure e) {
      throw new HandInFailure(given + " cannot be handed in: " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw new HandInFailure("there is no file " + given);
    } catch (IOException e) {
      throw new HandInFailure(given + " cannot be read: " + reason(e));
    }
  }

  private static byte[] bytes(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new HandInFailure("it is not a file");
    }
    try (var in = Files.newInputStream(path)) {
      var bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new HandInFailure(
            "it has more than " + BYTES_MAX + " bytes: part it into several files");
      }
      return bytes;
    }
  }

  List<Entry> entries() {
    return text.entries();
  }

  /**
   * From here on the file holds these entries; after a power cut it holds these or the old ones.
   */
  void replace(List<String> raws) {
    var bytes = text.with(raws).getBytes(UTF_8);
    try {
      if (!Files.isRegularFile(path) || !Arrays.equals(bytes(path), written)) {
        throw new HandInFailure(
            "somebody else changed "
                + path
                + " meanwhile, so it is left as it is: hand it in again; what goes twice counts once");
      }
      var folder = path.resolveSibling(".");
      // Always the same name: what a kill leaves behind is gone with the next hand-in.
      var temporary = path.resolveSibling("." + path.getFileName() + ".hand-in");
      Files.deleteIfExists(temporary);
      try {
        write(temporary, bytes);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      try (var entry = FileChannel.open(folder, StandardOpenOption.READ)) {
        entry.force(true);
      }
      written = bytes;
    } catch (IOException e) {
      throw new HandInFailure(
          path
              + " cannot be rewritten ("
              + reason(e)
              + "): what was accepted is still in it; hand it in again, what goes twice counts once");
    }
  }

  private void write(Path file, byte[] bytes) throws IOException {
    try (var out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      keepPermissions(file);
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      out.force(true);
    }
  }

  /** Who could read it before can read it afterwards, and nobody else. */
  private void keepPermissions(Path file) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(path));
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName();
  }
}
