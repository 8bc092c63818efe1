package ponto.backup;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A folder in the making, under another name, for its owner alone: it gets its name when it is
 * whole, and is taken away when it is closed or the program ends before.
 */
public final class Folder implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  /** What a thread that is not stopped yet still writes is found by looking again, for so long. */
  private static final int DELETE_TRIES = 50;

  private static final long DELETE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Path name;
  private final Path unfinished;
  private final List<Manifest.Stored> stored = new ArrayList<>();
  private final Thread onExit = new Thread(this::abandon);
  private volatile boolean abandoned;
  private boolean published;

  private Folder(Path name, Path unfinished) {
    this.name = name;
    this.unfinished = unfinished;
  }

  /** Whether nothing is there, or a folder with nothing in it. */
  public static boolean isFree(Path name) throws IOException {
    if (!Files.isDirectory(name)) {
      return !Files.exists(name, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    }
    try (var entries = Files.newDirectoryStream(name)) {
      return !entries.iterator().hasNext();
    }
  }

  /** Begins one beside the place where it will be. */
  public static Folder begin(Path name) throws IOException {
    var place = name.toAbsolutePath().normalize();
    var parent = requireNonNull(place.getParent(), "the root is never free");
    Files.createDirectories(parent);
    var owner = PosixFilePermissions.fromString("rwx------");
    var unfinished =
        Files.createTempDirectory(
            parent,
            "." + place.getFileName() + ".unfinished-",
            PosixFilePermissions.asFileAttribute(owner));
    var folder = new Folder(place, unfinished);
    Runtime.getRuntime().addShutdownHook(folder.onExit);
    return folder;
  }

  /** Where it is being made. */
  public Path path() {
    return unfinished;
  }

  /** Whether the program is being ended before it is whole. */
  public boolean isAbandoned() {
    return abandoned;
  }

  /** The files written so far. */
  public List<Manifest.Stored> stored() {
    return List.copyOf(stored);
  }

  /** What writes a file's content. */
  public interface Content {
    void to(OutputStream out) throws IOException;
  }

  /** Writes a file, compressed. */
  public void pack(String path, Content content) throws IOException {
    write(
        path,
        out -> {
          try (var packed =
              new GZIPOutputStream(out, BUFFER_BYTES) {
                {
                  // Twice as fast as the usual level, for a tenth more bytes.
                  def.setLevel(Deflater.BEST_SPEED);
                }
              }) {
            content.to(packed);
          }
        });
  }

  /** Writes a file as it is, on disk when this returns. */
  public void write(String path, Content content) throws IOException {
    var file = unfinished.resolve(path);
    Files.createDirectories(
        requireNonNull(file.getParent()),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var digest = sha256();
    var bytes = new long[1];
    try (var channel =
            FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        var out =
            new FilterOutputStream(Channels.newOutputStream(channel)) {
              @Override
              public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
                digest.update(buffer, offset, length);
                bytes[0] += length;
              }

              @Override
              public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
              }

              @Override
              public void close() throws IOException {
                // Several close it, one within the other.
                if (channel.isOpen()) {
                  flush();
                  channel.force(true);
                  super.close();
                }
              }
            };
        var buffered = new BufferedOutputStream(out, BUFFER_BYTES)) {
      content.to(buffered);
    }
    stored.add(new Manifest.Stored(path, bytes[0], HexFormat.of().formatHex(digest.digest())));
  }

  /** Gives it its name; from now on it stays. */
  public void publish() throws IOException {
    force(unfinished);
    if (abandoned) {
      throw new IOException("stopped");
    }
    Files.move(
        unfinished, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    published = true;
    force(requireNonNull(name.getParent()));
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Takes away what is not whole. */
  @Override
  public void close() throws IOException {
    if (abandoned) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // The hook is running.
    }
    if (!published) {
      delete(unfinished);
    }
  }

  private void abandon() {
    abandoned = true;
    for (var tries = 0; tries < DELETE_TRIES && Files.exists(unfinished) && !published; tries++) {
      try {
        delete(unfinished);
      } catch (IOException e) {
        LockSupport.parkNanos(DELETE_PAUSE_NANOS);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // A program that ends took it away itself.
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What reads a file's content. */
  public interface Reading {
    void from(InputStream in) throws IOException;
  }

  /** Reads a file of a finished backup to its end and holds it against what was written. */
  static void read(Path root, Manifest.Stored file, Reading reading) throws IOException {
    var digest = sha256();
    try (var in = new DigestInputStream(Files.newInputStream(root.resolve(file.path())), digest)) {
      try {
        reading.from(in);
      } catch (java.util.zip.ZipException | java.io.EOFException e) {
        throw new Damage(file.path(), "is damaged: it cannot be unpacked");
      }
      in.transferTo(OutputStream.nullOutputStream());
    } catch (NoSuchFileException e) {
      throw new Damage(file.path(), "is missing");
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
      throw new Damage(file.path(), "is damaged: its SHA-256 is not the manifest's");
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
