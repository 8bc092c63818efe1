package ponto.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ponto.api.ForeignOperations;
import ponto.api.Json;
import ponto.foreign.Pieces;

/** Hands AFDs of other clocks to the running one, and tells what became of their lines. */
@Command(
    name = "import",
    description = {
      "Import AFD files of other clocks (Portaria 671 and 1510) into the running one, beside its own "
          + "punches. The same file again changes nothing; a broken line loses no other.",
      "Ends with 0 when every line was taken or repeated, with 1 when one was broken or contradicts "
          + "what is there."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  /** A line was broken, or contradicts. */
  private static final int WRONG = 1;

  /** Three screens of one file; the rest is counted. */
  private static final int TOLD_MAX = 100;

  private static final int READ_BYTES = 64 * 1024;
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final List<String> COUNTS =
      List.of("taken", "repeated", "conflicting", "unmatched", "broken", "noted");

  @Mixin private ApiClient api = new ApiClient();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "AFD files.")
  private List<Path> files = List.of();

  @Option(
      names = "--rep",
      description = "Which clock it is, instead of what the header says; for one file.")
  private @Nullable String rep;

  @Option(
      names = "--zone",
      description =
          "The time zone of files of Portaria 1510, as America/Sao_Paulo (default: that of the first "
              + "establishment).")
  private @Nullable String zone;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  private long said = System.nanoTime();

  /** A line's finding as the clock told it. */
  private record Told(long line, String kind, String rule) {}

  /** What became of one file. */
  private static final class Result {
    private final Path file;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final List<Told> findings = new ArrayList<>();
    private String id = "";

    private Result(Path file) {
      this.file = file;
      COUNTS.forEach(name -> counts.put(name, 0L));
    }

    private long count(String name) {
      return counts.getOrDefault(name, 0L);
    }

    private long untold() {
      return count("broken") + count("conflicting") + count("noted") - findings.size();
    }

    private void add(Map<String, Object> report) {
      COUNTS.forEach(name -> counts.merge(name, number(report, name), Long::sum));
      for (var item : (List<?>) report.getOrDefault("findings", List.of())) {
        if (findings.size() < TOLD_MAX) {
          var one = JsonTree.object(item);
          findings.add(
              new Told(
                  number(one, "line"),
                  String.valueOf(one.get("kind")),
                  String.valueOf(one.get("rule"))));
        }
      }
    }

    private static long number(Map<String, Object> report, String field) {
      return report.get(field) instanceof Long number ? number : 0;
    }
  }

  @Override
  public Integer call() {
    if (rep != null && files.size() > 1) {
      throw new Refusal("--rep names one clock: import its files one by one");
    }
    var unreadable = files.stream().filter(file -> !Files.isRegularFile(file)).findFirst();
    if (unreadable.isPresent()) {
      throw new Refusal(unreadable.get() + " is no file that can be read");
    }
    var results = new ArrayList<Result>();
    for (var file : files) {
      var result = take(file);
      results.add(result);
      if (!json) {
        print(result);
      }
    }
    if (json) {
      System.out.println(Json.object(out -> out.objects("files", results, ImportCommand::write)));
    }
    var wrong =
        results.stream().anyMatch(one -> one.count("broken") + one.count("conflicting") > 0);
    return wrong ? WRONG : 0;
  }

  private Result take(Path file) {
    var result = new Result(file);
    try {
      var sum = sha256(file);
      var name = String.valueOf(file.getFileName());
      var begun =
          api.post(
              "/v1/foreign-files",
              Json.object(body -> {
                body.text("name", name).text("sha256", sum);
                if (rep != null) {
                  body.text("rep", rep);
                }
                if (zone != null) {
                  body.text("zone", zone);
                }
              }));
      var path = "/v1/foreign-files/" + begun.get("id") + "/pieces";
      var size = Files.size(file);
      var done = new long[1];
      try (var in = Files.newInputStream(file)) {
        Pieces.cut(
            in,
            ForeignOperations.PIECE_BYTES_MAX,
            (first, text, last) -> {
              result.add(api.post(path, piece(first, text, last)));
              done[0] += text.length;
              progress(name, done[0], size, last);
            });
      }
      result.id = String.valueOf(begun.get("id"));
      return result;
    } catch (IOException e) {
      throw new Refusal(file + " cannot be read: " + e.getMessage());
    }
  }

  private static String piece(long first, byte[] text, boolean last) {
    var content = Base64.getEncoder().encodeToString(text);
    return Json.object(
        body -> body.number("firstLine", first).text("content", content).flag("last", last));
  }

  private static String sha256(Path file) throws IOException {
    try (var in =
        new DigestInputStream(
            new BufferedInputStream(Files.newInputStream(file)),
            MessageDigest.getInstance("SHA-256"))) {
      var buffer = new byte[READ_BYTES];
      while (in.read(buffer) >= 0) {
        // Only the sum is wanted.
      }
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void progress(String name, long done, long size, boolean last) {
    var now = System.nanoTime();
    if (last || now - said >= EVERY_NANOS) {
      said = now;
      System.err.println(
          "ponto: " + name + ": " + (size == 0 ? 100 : Math.min(100, 100 * done / size)) + " %");
    }
  }

  private static void print(Result result) {
    for (var told : result.findings) {
      System.out.println(
          result.file + ", line " + told.line() + ": " + told.kind() + ": " + told.rule());
    }
    if (result.untold() > 0) {
      System.out.println("and " + result.untold() + " more");
    }
    System.out.println(
        result.file
            + ": "
            + result.counts.entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", ")));
  }

  private static void write(Json out, Result result) {
    out.text("file", result.file.toString()).text("id", result.id);
    result.counts.forEach(out::number);
    out.objects(
        "findings",
        result.findings,
        (each, told) ->
            each.number("line", told.line()).text("kind", told.kind()).text("rule", told.rule()));
    out.number("more", result.untold());
  }
}
