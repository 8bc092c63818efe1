package ponto.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ponto.api.Json;
import ponto.handin.HandIn;
import ponto.handin.HandIn.Login;
import ponto.handin.HandIn.Result;

/** A file of pending punches as the page exports it, and what became of it. */
final class Exported {
  private final Path folder = Site.folder();
  private final List<String> entries = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  Path file() {
    return folder.resolve("pending.json");
  }

  /** Somebody's punch, as pressed in that person's page. */
  Exported with(String subject, @Nullable String cpf, String punch) {
    return with(Demo.DOCUMENT, subject, cpf, punch);
  }

  /** The same for some employer; for none as older pages wrote it. */
  Exported with(@Nullable String employer, String subject, @Nullable String cpf, String punch) {
    return raw(
        Json.object(json ->
            json.text("subject", subject)
                .text(employer == null ? "by" : "employer", employer)
                .text("worker", cpf)
                .text("name", "Fulana " + entries.size())
                .text("punch", punch)
                .text("problem", null)));
  }

  /** An entry of any text. */
  Exported raw(String entry) {
    entries.add(entry);
    return this;
  }

  String text() {
    return "{\"format\":\"ponto-pending-punches\",\"version\":1,"
        + "\"exportedAt\":\"2026-11-22T11:00:00Z\",\"entries\":["
        + String.join(",", entries)
        + "],\"app\":\"kept\"}\n";
  }

  Exported write() {
    return write(text());
  }

  Exported write(String text) {
    try {
      Files.writeString(file(), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read() {
    try {
      return Files.readString(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entries that are in the file now. */
  List<java.util.Map<String, Object>> now() {
    var tree = JsonTree.object(JsonTree.read(read()));
    return ((List<?>) tree.getOrDefault("entries", List.of()))
        .stream().map(JsonTree::object).toList();
  }

  Result handIn(String url, String login) {
    return handIn(url, login, Demo.PASSWORD);
  }

  Result handIn(String url, String login, String password) {
    return new HandIn(file(), url, progress::add).as(new Login(login, () -> password));
  }

  /** What was said meanwhile. */
  List<String> progress() {
    return progress;
  }

  void remove() {
    Site.remove(folder);
  }
}
