package ponto.server;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import ponto.api.Json;

/**
 * Letters that failed unexpectedly: what they are, and bringing them back once the defect is
 * mended.
 */
@Command(
    name = "dead",
    description = "List letters that failed every attempt, and bring them back.",
    mixinStandardHelpOptions = true,
    subcommands = {DeadCommand.Listing.class, DeadCommand.Redrive.class})
final class DeadCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new Refusal("say what: dead list or dead redrive");
  }

  /** One line each: receipt, when it was received and buried, why. */
  @Command(
      name = "list",
      description = "One line each, tabs between.",
      mixinStandardHelpOptions = true)
  static final class Listing implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();

    @Override
    public Integer call() {
      for (var item : api.list("/v1/dead-letters")) {
        System.out.println(
            item.get("receipt")
                + "\t"
                + item.get("receivedAt")
                + "\t"
                + item.get("buriedAt")
                + "\t"
                + item.get("reason"));
      }
      return 0;
    }
  }

  /** Puts them back to be recorded. */
  @Command(
      name = "redrive",
      description = "Put them back to be recorded; all, where no receipt is named.",
      mixinStandardHelpOptions = true)
  static final class Redrive implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();

    @Parameters(paramLabel = "RECEIPT", arity = "0..*", description = "Receipts from the list.")
    private List<String> receipts = List.of();

    @Override
    public Integer call() {
      var body = Json.object(json -> json.texts("receipts", receipts));
      System.out.println("redriven: " + api.post("/v1/dead-letters/redrive", body).get("redriven"));
      return 0;
    }
  }
}
