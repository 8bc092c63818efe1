package ponto.server;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ponto.api.Json;

/**
 * What is kept beside a person's punches: handed out to them, or erased. The CPF is asked for and
 * never an argument, which every process list shows.
 */
@Command(
    name = "evidence",
    description = "Hand out or erase what is kept beside a person's punches.",
    mixinStandardHelpOptions = true,
    subcommands = {EvidenceCommand.Export.class, EvidenceCommand.Erase.class})
final class EvidenceCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new Refusal("say what: evidence export or erase");
  }

  /** All of it, as JSON. */
  @Command(
      name = "export",
      description = "Print all of it as a JSON list; asks for the CPF, or takes it from a pipe.",
      mixinStandardHelpOptions = true)
  static final class Export implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();

    @Override
    public Integer call() {
      var between = new StringBuilder("[");
      api.list(
          path(ApiClient.cpf()),
          piece -> {
            System.out.println(between + JsonText.of(piece));
            between.setLength(0);
            between.append(',');
          });
      System.out.println(between.charAt(0) == '[' ? "[]" : "]");
      return 0;
    }
  }

  /** Takes it away for good. */
  @Command(
      name = "erase",
      description = "Erase all of it; the punches stay. Asks for the CPF, or takes it from a pipe.",
      mixinStandardHelpOptions = true)
  static final class Erase implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();

    @Option(names = "--reason", required = true, description = "Why; the audit log keeps it.")
    private @Nullable String reason;

    @Override
    public Integer call() {
      var body = Json.object(json -> json.text("reason", reason));
      System.out.println("erased: " + api.delete(path(ApiClient.cpf()), body).get("erased"));
      return 0;
    }
  }

  private static String path(String cpf) {
    return "/v1/workers/" + cpf + "/evidence";
  }
}
