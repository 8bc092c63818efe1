package ponto.server;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import ponto.api.Json;

/**
 * Makes the first employer and its admin on a running clock, with the token that lies in its data
 * folder.
 */
@Command(
    name = "init",
    description = "Set up the running clock for your own company: its first employer and admin.",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  @Mixin private ApiClient api = new ApiClient();

  @Option(
      names = "--document",
      required = true,
      description = "CNPJ (14) or CPF (11) of the employer.")
  private @Nullable String document;

  @Option(
      names = "--name",
      required = true,
      description = "Name of the employer, as the AFD prints it.")
  private @Nullable String name;

  @Option(names = "--place", required = true, description = "Place of work.")
  private @Nullable String place;

  @Option(
      names = "--zone",
      defaultValue = "America/Sao_Paulo",
      description = "Its time zone (default: ${DEFAULT-VALUE}).")
  private @Nullable String zone;

  @Option(
      names = "--responsible",
      required = true,
      description = "CPF of the person who answers for it.")
  private @Nullable String responsible;

  @Option(
      names = "--admin-login",
      defaultValue = "admin",
      description = "Login of the admin (default: admin).")
  private @Nullable String adminLogin;

  @Option(names = "--admin-name", required = true, description = "Name of the admin.")
  private @Nullable String adminName;

  @Override
  public Integer call() {
    var token =
        DataDirectory.read(api.data(), SetupOperations.TOKEN_FILE)
            .orElseThrow(() ->
                new Refusal(
                    "no first start waits in "
                        + api.data().toAbsolutePath().normalize()
                        + ": start the clock with this --data first, or it is set up already"));
    var password = ApiClient.password("Password for " + adminLogin + " (10 characters or more): ");
    var body =
        Json.object(json ->
            json.text("token", token)
                .object(
                    "employer",
                    employer ->
                        employer
                            .text("document", document)
                            .text("name", name)
                            .text("place", place)
                            .text("zone", zone)
                            .text("responsibleCpf", responsible))
                .object(
                    "admin",
                    admin ->
                        admin
                            .text("login", adminLogin)
                            .text("password", password)
                            .text("name", adminName)));
    var made = api.send("POST", "/v1/setup", body, null);
    System.out.println(
        "made: employer "
            + JsonTree.object(made.get("employer")).get("document")
            + ", admin "
            + made.get("login"));
    return 0;
  }
}
