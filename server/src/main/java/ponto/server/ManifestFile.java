package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import ponto.backup.Damage;
import ponto.backup.Folder;
import ponto.backup.Manifest;

/** A backup's manifest as JSON. */
final class ManifestFile {
  private ManifestFile() {}

  static void write(Folder folder, Manifest manifest) throws IOException {
    var json = JsonText.of(manifest.tree()) + "\n";
    folder.write(Manifest.NAME, out -> out.write(json.getBytes(UTF_8)));
  }

  /** Reads the one of a backup; refuses a folder that is none. */
  static Manifest read(Path backup) throws IOException {
    var file = backup.resolve(Manifest.NAME);
    if (!Files.isRegularFile(file)) {
      throw new Refusal(backup + " is no backup: it has no " + Manifest.NAME);
    }
    try {
      return Manifest.of(JsonTree.object(JsonTree.read(Files.readString(file))));
    } catch (java.nio.charset.CharacterCodingException | tools.jackson.core.JacksonException e) {
      throw new Damage(Manifest.NAME, "is damaged: it is no JSON");
    }
  }
}
