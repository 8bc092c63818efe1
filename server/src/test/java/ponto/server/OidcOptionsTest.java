package ponto.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import ponto.issuer.Provider;

/** What the start is told about a provider: right or refused, with the option's name. */
final class OidcOptionsTest {
  private static final String ISSUER = "--oidc-issuer=https://login.example/realms/company";

  private static OidcOptions options(String... arguments) {
    return CommandLine.populateCommand(new OidcOptions(), arguments);
  }

  @Test
  void without_an_issuer_the_clock_is_its_own() {
    assertThat(options().provider()).isNull();
  }

  @Test
  void what_is_not_said_is_the_usual() {
    assertThat(options(ISSUER, "--oidc-client-id=ponto").provider())
        .isEqualTo(
            new Provider(
                "https://login.example/realms/company",
                "ponto",
                "ponto",
                Provider.Token.ACCESS_TOKEN,
                "openid profile offline_access",
                new Provider.Names("ponto_employer", "ponto_role", "ponto_worker")));
  }

  @Test
  void every_option_can_be_a_variable() {
    var options = new OidcOptions();
    var command = new CommandLine(options);
    command.setDefaultValueProvider(
        new EnvironmentDefaults(
            Map.of(
                "PONTO_OIDC_ISSUER", "http://127.0.0.1:9000",
                "PONTO_OIDC_CLIENT_ID", "ponto",
                "PONTO_OIDC_BEARER", "id_token",
                "PONTO_OIDC_ROLE_CLAIM", "custom:role")));
    command.parseArgs();
    var provider = requireNonNull(options.provider());
    assertThat(provider.bearer()).isEqualTo(Provider.Token.ID_TOKEN);
    assertThat(provider.names().role()).isEqualTo("custom:role");
  }

  @Test
  void a_wrong_value_stops_the_start_and_names_itself() {
    var wrong =
        Map.of(
            "--oidc-client-id", List.of(ISSUER),
            "--oidc-issuer", List.of("--oidc-client-id=ponto"),
            "--oidc-bearer", List.of(ISSUER, "--oidc-client-id=p", "--oidc-bearer=token"),
            "--oidc-scopes", List.of(ISSUER, "--oidc-client-id=p", "--oidc-scopes=profile"),
            "--oidc-audience", List.of(ISSUER, "--oidc-client-id=p", "--oidc-audience="),
            "--oidc-role-claim", List.of(ISSUER, "--oidc-client-id=p", "--oidc-role-claim=a b"));
    wrong.forEach((option, arguments) ->
        assertThatThrownBy(() -> options(arguments.toArray(String[]::new)).provider())
            .isInstanceOf(Refusal.class)
            .hasMessageContaining(option));
  }

  @Test
  void an_issuer_that_somebody_on_the_way_could_change_is_refused() {
    for (var issuer :
        List.of(
            "http://login.example",
            "https://",
            "login.example",
            "https://login.example/?a=b",
            "https://login.example/#a",
            "https://user@login.example",
            "ftp://login.example",
            "https://log in")) {
      assertThatThrownBy(
              () -> options("--oidc-issuer=" + issuer, "--oidc-client-id=ponto").provider())
          .as(issuer)
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("--oidc-issuer");
    }
  }
}
