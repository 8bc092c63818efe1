package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import ponto.api.Body;
import ponto.api.Json;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.Request;
import ponto.api.Response;
import ponto.artemis.ArtemisInbox;
import ponto.backup.LetterFile;
import ponto.backup.Manifest;

/**
 * Copies the letters of the running clock into a file of its data folder, for whoever can read the
 * token there: only the clock itself sees its journal whole.
 */
final class InboxCopyOperations {
  static final String TOKEN_FILE = "backup-token";

  /** What the copies are called; what a backup that was ended left is removed by the next one. */
  static final String PREFIX = "inbox-copy-";

  private static final int RETRY_SECONDS = 5;

  private final DataDirectory data;
  private final ArtemisInbox inbox;
  private final boolean embedded;

  /** {@code embedded} tells whether the database lies in the data folder too. */
  InboxCopyOperations(DataDirectory data, ArtemisInbox inbox, boolean embedded) {
    this.data = data;
    this.inbox = inbox;
    this.embedded = embedded;
    data.secret(TOKEN_FILE);
  }

  /** The operation by its operationId. */
  Map<String, Operation> table() {
    return Map.of("copyInbox", this::copy);
  }

  private synchronized Response copy(Request request) throws InterruptedException {
    requireToken(Body.of(request.body(), Set.of("token")).text("token", 128));
    try {
      removeLeft();
      var file = Files.createTempFile(data.root(), PREFIX, ".letters");
      var letters = write(inbox, file);
      return Response.json(
          201,
          Json.object(json ->
              json.text("file", file.getFileName().toString())
                  .number("letters", letters.waiting())
                  .number("deadLetters", letters.dead())
                  .flag("embedded", embedded)));
    } catch (IOException e) {
      throw new UncheckedIOException("the inbox could not be copied", e);
    }
  }

  private static Manifest.Letters write(ArtemisInbox inbox, Path file)
      throws IOException, InterruptedException {
    var out = new LetterFile.Writer(new BufferedOutputStream(Files.newOutputStream(file)));
    try (out) {
      if (!inbox.copy(new Copied(out))) {
        Files.delete(file);
        throw Problem.unavailable(
            "busy", "letters are being recorded for longer than a copy waits", RETRY_SECONDS);
      }
    }
    return out.count();
  }

  private void removeLeft() throws IOException {
    try (var left = Files.newDirectoryStream(data.root(), PREFIX + "*")) {
      for (var file : left) {
        Files.delete(file);
      }
    }
  }

  private void requireToken(String given) {
    var token = data.read(TOKEN_FILE);
    if (token.isEmpty()
        || !MessageDigest.isEqual(token.get().getBytes(UTF_8), given.getBytes(UTF_8))) {
      throw Problem.forbidden("this is not the token that lies in the data folder");
    }
  }

  /** Letters out of the inbox into a file. */
  record Copied(LetterFile.Writer out) implements ArtemisInbox.Copy {
    @Override
    public void waiting(byte[] letter) throws IOException {
      out.waiting(letter);
    }

    @Override
    public void dead(byte[] letter, String reason, long buriedAtMillis) throws IOException {
      out.dead(letter, reason, buriedAtMillis);
    }
  }
}
