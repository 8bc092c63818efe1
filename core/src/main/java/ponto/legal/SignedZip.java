package ponto.legal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A zip with a legal file and, where there is somebody to sign, its {@code .p7s}: the file is
 * written once and signed while it passes.
 *
 * @param signature null while no certificate is configured: the zip then holds the file alone
 */
public record SignedZip(String name, @Nullable Signature signature) {
  private static final int PIPE_BYTES = 64 * 1024;

  /** Makes the detached signature of a content that it reads to its end, once. */
  @FunctionalInterface
  public interface Signature {
    byte[] of(InputStream content) throws IOException;
  }

  /** What is zipped and signed. */
  @FunctionalInterface
  public interface Content {
    void write(OutputStream out) throws SQLException, IOException;
  }

  /** Writes the zip; the stream stays open. */
  public void write(OutputStream out, Content content) throws SQLException, IOException {
    var zip = new ZipOutputStream(out, UTF_8);
    zip.putNextEntry(new ZipEntry(name));
    if (signature == null) {
      content.write(zip);
    } else {
      var signed = through(zip, content, signature);
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry(name + ".p7s"));
      zip.write(signed);
    }
    zip.closeEntry();
    zip.finish();
  }

  private static byte[] through(OutputStream zip, Content content, Signature signature)
      throws SQLException, IOException {
    var signer = new CompletableFuture<byte[]>();
    try (var source = new PipedInputStream(PIPE_BYTES)) {
      // Connected before the signer begins; it ends when it has read the end, or cannot go on.
      try (var pipe = new PipedOutputStream(source)) {
        Thread.ofVirtual().name("afd-signature").start(() -> sign(signature, source, signer));
        content.write(new Both(zip, pipe));
      }
      return signer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static void sign(
      Signature signature, InputStream source, CompletableFuture<byte[]> signer) {
    try (source) {
      signer.complete(signature.of(source));
    } catch (IOException | RuntimeException e) {
      signer.completeExceptionally(e);
    }
  }

  /** Writes to two streams. */
  private static final class Both extends OutputStream {
    private final OutputStream one;
    private final OutputStream other;

    Both(OutputStream one, OutputStream other) {
      this.one = one;
      this.other = other;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      one.write(bytes, from, length);
      other.write(bytes, from, length);
    }
  }
}
