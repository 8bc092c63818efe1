package ponto.server;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ponto.handin.HandIn;
import ponto.handin.HandInFailure;
import ponto.handin.Left;

/** Hands in the punches that somebody exported from the punch page. */
@Command(
    name = "hand-in",
    description = "Hand in the punches that were exported from a page that could not send them.",
    mixinStandardHelpOptions = true)
final class HandInCommand implements Callable<Integer> {
  /** A screen and a half; the file has them all. */
  private static final int LISTED_MAX = 60;

  /** Something is still in the file. */
  private static final int LEFT = 1;

  @Parameters(
      paramLabel = "FILE",
      description = "The exported file. What is accepted leaves it, the rest stays.")
  private Path file = Path.of("");

  @Option(
      names = "--login",
      required = true,
      description =
          "Whose punches they are, or a collector. The password is asked for, or taken from PONTO_PASSWORD or from stdin.")
  private String login = "";

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8080",
      description = "The clock's address (default: ${DEFAULT-VALUE}).")
  private String url = "";

  @Override
  public Integer call() {
    try {
      var result =
          new HandIn(file, url, HandInCommand::note)
              .as(new HandIn.Login(login, () -> ApiClient.password("Password of " + login + ": ")));
      var left = result.left();
      System.out.println("accepted: " + result.accepted() + ", still in the file: " + left.size());
      left.stream().limit(LISTED_MAX).map(Left::line).forEach(System.out::println);
      if (left.size() > LISTED_MAX) {
        System.out.println(String.format(Locale.ROOT, "and %d more", left.size() - LISTED_MAX));
      }
      return left.isEmpty() ? 0 : LEFT;
    } catch (HandInFailure e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private static void note(@Nullable String line) {
    System.err.println("ponto: " + line);
  }
}
