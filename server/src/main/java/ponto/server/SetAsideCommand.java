package ponto.server;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ponto.api.Json;

/** What could not be recorded as it came: look at it and decide, as hr. */
@Command(
    name = "set-aside",
    description = "List what could not be recorded as it came, and decide on it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      SetAsideCommand.Listing.class,
      SetAsideCommand.Show.class,
      SetAsideCommand.Bind.class,
      SetAsideCommand.Discard.class
    })
final class SetAsideCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new Refusal("say what: set-aside list, show, bind or discard");
  }

  /** One line each: number, state, reason, since when, the punch's id. */
  @Command(
      name = "list",
      description = "One line each, tabs between.",
      mixinStandardHelpOptions = true)
  static final class Listing implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();

    @Option(
        names = "--status",
        defaultValue = "open",
        description = "open, closed or all (default: open).")
    private String status = "open";

    @Override
    public Integer call() {
      for (var item : api.list("/v1/set-aside?status=" + status)) {
        System.out.println(
            String.join(
                "\t",
                String.valueOf(item.get("id")),
                String.valueOf(item.get("status")),
                String.valueOf(item.get("reason")),
                String.valueOf(item.get("receivedAt")),
                String.valueOf(item.getOrDefault("punch", "-")),
                String.valueOf(item.get("detail"))));
      }
      return 0;
    }
  }

  /** One of them, whole, as JSON. */
  @Command(
      name = "show",
      description = "One of them, whole, as JSON.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();

    @Parameters(paramLabel = "NUMBER", description = "Its number, from the list.")
    private long id;

    @Override
    public Integer call() {
      System.out.println(JsonText.of(api.get("/v1/set-aside/" + id)));
      return 0;
    }
  }

  /** Says whose punch it was. */
  @Command(
      name = "bind",
      description = "Record it for a worker, with its own instants.",
      mixinStandardHelpOptions = true)
  static final class Bind implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();

    @Parameters(paramLabel = "NUMBER", description = "Its number, from the list.")
    private long id;

    @Option(names = "--worker", required = true, description = "The worker's CPF, 11 digits.")
    private @Nullable String worker;

    @Override
    public Integer call() {
      var body = Json.object(json -> json.text("worker", worker));
      System.out.println(
          "accepted: " + api.post("/v1/set-aside/" + id + "/bind", body).get("receipt"));
      return 0;
    }
  }

  /** Says why it is not to be recorded. */
  @Command(
      name = "discard",
      description = "Close it with a reason; its text stays.",
      mixinStandardHelpOptions = true)
  static final class Discard implements Callable<Integer> {
    @Mixin private ApiClient api = new ApiClient();

    @Parameters(paramLabel = "NUMBER", description = "Its number, from the list.")
    private long id;

    @Option(names = "--reason", required = true, description = "Why; whoever looks later reads it.")
    private @Nullable String reason;

    @Override
    public Integer call() {
      var body = Json.object(json -> json.text("reason", reason));
      System.out.println(
          "discarded: " + api.post("/v1/set-aside/" + id + "/discard", body).get("id"));
      return 0;
    }
  }
}
