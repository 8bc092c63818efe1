package ponto.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** Asks a running clock for its reports, as a page or a spreadsheet would. */
final class ReportCalls implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LIMIT_MAX = 500;
  private static final String CSV = "text/csv";
  private static final String JSON = "application/json";

  private final String base;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  ReportCalls(InetSocketAddress server) {
    this.base = "http://" + server.getAddress().getHostAddress() + ":" + server.getPort();
  }

  /** A report with the one who asks for it. */
  record Question(String path, String accept, String token) {}

  /** An answer, read to its end. */
  record Read(double millis, long bytes, long lines) {}

  /** Who is in on this day at half past ten. */
  static Question presence(LocalDate day, String token) {
    return new Question(
        "presence?limit=%d&at=%sT10:30:00%s".formatted(LIMIT_MAX, day, CompanyDays.OFFSET),
        JSON,
        token);
  }

  /** Every punch of a worker. */
  static Question punches(String cpf, LocalDate from, LocalDate to, String token) {
    return new Question(
        "punches?limit=%d&worker=%s&from=%s&to=%s".formatted(LIMIT_MAX, cpf, from, to),
        JSON,
        token);
  }

  /** A worker's days. */
  static Question days(String cpf, LocalDate from, LocalDate to, String token) {
    return new Question(
        "days?limit=%d&worker=%s&from=%s&to=%s".formatted(LIMIT_MAX, cpf, from, to), JSON, token);
  }

  static Question headcount(LocalDate day, String token) {
    return new Question("headcount?date=" + day, JSON, token);
  }

  /** Every punch of everybody as a file. */
  static Question file(List<LocalDate> days, String token) {
    return new Question(
        "punches?from=%s&to=%s".formatted(days.getFirst(), days.getLast()), CSV, token);
  }

  /** The answer's text. */
  String text(Question question) throws IOException, InterruptedException {
    var answer = http.send(request(question), BodyHandlers.ofString());
    check(question, answer.statusCode());
    return answer.body();
  }

  /** Reads the answer without keeping it. */
  Read read(Question question) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    var answer = http.send(request(question), BodyHandlers.ofInputStream());
    check(question, answer.statusCode());
    long bytes = 0;
    long lines = 0;
    var buffer = new byte[BUFFER_BYTES];
    try (var body = answer.body()) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes += read;
        for (int i = 0; i < read; i++) {
          lines += buffer[i] == '\n' ? 1 : 0;
        }
      }
    }
    return new Read((System.nanoTime() - begun) / 1e6, bytes, lines);
  }

  private HttpRequest request(Question question) {
    return HttpRequest.newBuilder(
            URI.create(base + "/v1/reports/" + question.path().replace("+", "%2B")))
        .header("Authorization", "Bearer " + question.token())
        .header("Accept", question.accept())
        .timeout(PATIENCE)
        .build();
  }

  private static void check(Question question, int status) throws IOException {
    if (status != 200) {
      throw new IOException(question.path() + " was answered " + status);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
