package ponto.lambda;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/** A zip unpacked beside itself, once for each content. */
final class Unpacked {
  private Unpacked() {}

  static synchronized Path of(Path zip) throws IOException {
    var checksum = new CRC32();
    checksum.update(Files.readAllBytes(zip));
    var name = zip.getFileName() + "-" + Long.toHexString(checksum.getValue());
    var folder = zip.toAbsolutePath().resolveSibling("functions").resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    // Whole or not at all: another process may be unpacking the same.
    Files.createDirectories(folder.getParent());
    var half = Files.createTempDirectory(folder.getParent(), "half");
    try (var file = new ZipFile(zip.toFile())) {
      for (var entry : file.stream().toList()) {
        var target = half.resolve(entry.getName()).normalize();
        if (!target.startsWith(half)) {
          throw new IOException(entry.getName() + " leads out of the zip");
        }
        Files.createDirectories(target.getParent());
        try (var in = file.getInputStream(entry)) {
          Files.copy(in, target);
        }
      }
    }
    try {
      return Files.move(half, folder);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      return folder;
    }
  }

  /** The runtime client's native part, out of its jar. */
  static synchronized Path nativePart(String clientJar) throws IOException {
    var processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
    var name = "libaws-lambda-jni.linux-" + processor + ".so";
    var folder = Files.createDirectories(Path.of("target", "functions").toAbsolutePath());
    var file = folder.resolve(ProcessHandle.current().pid() + "-" + name);
    if (!Files.exists(file)) {
      try (var jar = new ZipFile(clientJar);
          var in = jar.getInputStream(jar.getEntry("jni/" + name))) {
        Files.copy(in, file);
      }
      file.toFile().deleteOnExit();
    }
    return file;
  }
}
