package ponto.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The server's programs, unpacked once from the archive on the class path. */
record Binaries(Path home) {
  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  /** Unpacks the archive beneath {@code directory}, unless the very same archive already is. */
  static Binaries unpackedIn(Path directory) throws IOException {
    var archive = archive();
    var home = directory.resolve(key(archive));
    if (Files.isDirectory(home)) {
      return new Binaries(home);
    }
    Files.createDirectories(directory);
    try (var _ = StartLock.on(directory.resolve("lock"))) {
      if (!Files.isDirectory(home)) {
        var unfinished = directory.resolve("unpacking");
        Tree.delete(unfinished);
        unpack(archive, unfinished);
        Tree.publish(unfinished, home);
      }
    }
    return new Binaries(home);
  }

  private static URL archive() {
    var name = archiveName(System.getProperty("os.name"), System.getProperty("os.arch"));
    var url = Binaries.class.getClassLoader().getResource(name);
    if (url == null) {
      throw new PostgresFailure(
          "The build carries no PostgreSQL for this machine ("
              + name
              + " is not there): build on"
              + " this machine, or name a database of your own with --database.");
    }
    return url;
  }

  /** The name that the artefacts give the archive for a platform. */
  static String archiveName(String os, String architecture) {
    var system = os.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    var processor = architecture.equals("aarch64") ? "arm_64" : "x86_64";
    return "postgres-" + system + "-" + processor + ".txz";
  }

  /** Differs for every archive. Read from the jar's index: hashing 15 MB would slow every start. */
  private static String key(URL archive) throws IOException {
    var connection = archive.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection inJar) {
      try (var jar = inJar.getJarFile()) {
        var entry = jar.getJarEntry(inJar.getEntryName());
        return key(entry.getSize(), entry.getCrc());
      }
    }
    try (var in = new CheckedInputStream(connection.getInputStream(), new CRC32())) {
      var size = in.transferTo(OutputStream.nullOutputStream());
      return key(size, in.getChecksum().getValue());
    }
  }

  private static String key(long size, long crc) {
    return "postgres-" + size + "-" + HexFormat.of().toHexDigits((int) crc);
  }

  private static void unpack(URL archive, Path root) throws IOException {
    Files.createDirectory(root);
    try (var raw = archive.openStream();
        var tar = new TarArchiveInputStream(new XZInputStream(raw))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, root);
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path root)
      throws IOException {
    var path = inside(root, root.resolve(entry.getName()));
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(inside(root, path.resolveSibling("")));
    if (entry.isSymbolicLink()) {
      inside(root, path.resolveSibling(entry.getLinkName()));
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    try (var file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.transferTo(Channels.newOutputStream(file));
      // Else a power cut after the rename could leave a folder that looks finished and is not.
      file.force(true);
    }
    Files.setPosixFilePermissions(path, permissions(entry.getMode()));
  }

  private static Path inside(Path root, Path path) throws IOException {
    var normal = path.normalize();
    if (!normal.startsWith(root)) {
      throw new IOException("the archive wants to write outside its folder: " + path);
    }
    return normal;
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    var everything = "rwxrwxrwx";
    var permissions = new StringBuilder(everything);
    for (var bit = 0; bit < everything.length(); bit++) {
      if ((mode & 0400 >> bit) == 0) {
        permissions.setCharAt(bit, '-');
      }
    }
    return PosixFilePermissions.fromString(permissions.toString());
  }
}
