package ponto.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads a written backup to the end: digests, rows, letters, and every ledger's chain. */
public final class Proof {
  private Proof() {}

  /**
   * Proves that the folder holds what its manifest says.
   *
   * @throws Damage naming the first file that does not
   */
  public static void of(Path root, Manifest manifest) throws IOException {
    for (var file : manifest.files()) {
      if (!root.resolve(file.path()).normalize().startsWith(root)) {
        throw new Damage(Manifest.NAME, "names a file outside the backup");
      }
      var table =
          manifest.tables().stream().filter(one -> one.file().equals(file.path())).findAny();
      if (table.isPresent()) {
        prove(root, manifest, file, table.get());
      } else if (file.path().equals(LetterFile.NAME)) {
        Folder.read(root, file, in -> requireLetters(manifest, in));
      } else {
        Folder.read(root, file, _ -> {});
      }
    }
    for (var table : manifest.tables()) {
      requireListed(manifest, table.file());
    }
    requireListed(manifest, LetterFile.NAME);
  }

  private static void prove(
      Path root, Manifest manifest, Manifest.Stored file, Manifest.Table table) throws IOException {
    var ledger =
        table.name().equals(Catalog.LEDGER) ? new LedgerCheck(file.path(), table.columns()) : null;
    Folder.read(
        root,
        file,
        in -> {
          var count = new RowCount();
          var unpacked = new GZIPInputStream(in, 64 << 10);
          if (ledger == null) {
            unpacked.transferTo(count);
          } else {
            unpacked.transferTo(new Both(count, ledger));
            ledger.finish(manifest.ledgers(), manifest.rows(Catalog.PUNCH));
          }
          if (count.rows != table.rows()) {
            throw new Damage(
                file.path(), "has " + count.rows + " rows, the manifest says " + table.rows());
          }
        });
  }

  private static void requireLetters(Manifest manifest, java.io.InputStream in) throws IOException {
    var counted = LetterFile.read(new GZIPInputStream(in), new Nobody());
    if (!counted.equals(manifest.letters())) {
      throw new Damage(LetterFile.NAME, "does not hold as many letters as the manifest says");
    }
  }

  private static void requireListed(Manifest manifest, String path) {
    if (manifest.files().stream().noneMatch(file -> file.path().equals(path))) {
      throw new Damage(Manifest.NAME, "does not list " + path);
    }
  }

  /** Counts the rows that COPY printed: a line end within a row is escaped. */
  private static final class RowCount extends OutputStream {
    long rows;

    @Override
    public void write(int one) {
      rows += one == '\n' ? 1 : 0;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      for (var at = offset; at < offset + length; at++) {
        rows += bytes[at] == '\n' ? 1 : 0;
      }
    }
  }

  /** Gives two the same bytes. */
  private static final class Both extends OutputStream {
    private final OutputStream first;
    private final OutputStream second;

    Both(OutputStream first, OutputStream second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void write(int one) throws IOException {
      first.write(one);
      second.write(one);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      first.write(bytes, offset, length);
      second.write(bytes, offset, length);
    }
  }

  /** Letters are only counted. */
  private static final class Nobody implements LetterFile.Reader {
    @Override
    public void waiting(byte[] letter) {}

    @Override
    public void dead(byte[] letter, String reason, long buriedAtMillis) {}
  }
}
