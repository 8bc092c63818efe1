package ponto.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.browser.FaultyRoad.Weather;
import ponto.issuer.Provider.Token;
import ponto.server.Site;
import ponto.server.TestProvider;

/** The punch page with the company's own provider: its sign-in, renewal and sign-out. */
final class ProviderPageTest {
  private static final int WORKERS = 10;

  /** Beyond the life of the provider's tokens. */
  private static final Duration HOUR = Duration.ofHours(1);

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static TestProvider provider;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Bed bed;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static String employer;

  @BeforeAll
  static void open() {
    provider = new TestProvider();
    bed = new Bed(clock -> Site.demo(WORKERS, clock, provider.settings(Token.ACCESS_TOKEN)));
    provider.redirectsTo(bed.road().origin() + "/");
    employer = bed.site().ask("SELECT document FROM employer");
  }

  @AfterAll
  static void close() {
    bed.close();
    provider.close();
  }

  @BeforeEach
  void afresh() {
    bed.afresh();
    provider.ahead(Duration.ZERO);
  }

  private static Phone phone() {
    return bed.phone().knowing(provider.issuer());
  }

  private static Phone signIn(Phone phone, String cpf) {
    phone.open().shows("sign-in");
    phone.page().locator("#sign-in button[type=submit]").click();
    phone.page().locator("input[name=login]").fill("worker," + employer + "," + cpf);
    phone.page().locator("input[name=password]").fill("anything");
    phone.page().locator("button[type=submit]").click();
    phone.page().locator("button[type=submit]").click();
    phone.shows("punch");
    return phone;
  }

  private static void passes(Duration time, Phone phone) {
    bed.passes(time, phone);
    provider.ahead(time);
  }

  @Test
  void somebody_signs_in_at_the_provider_punches_and_stays_signed_in_until_the_sign_out() {
    var cpf = bed.somebody();
    try (var phone = phone()) {
      signIn(phone, cpf);
      var id = phone.press();
      phone.becomes(id, "recorded");
      assertThat(bed.column(id, "cpf")).isEqualTo(cpf);
      assertThat(bed.sender(id)).isEqualTo(cpf);

      phone.reload();
      phone.shows("punch");
      phone.becomes(id, "recorded");

      phone.page().locator("#sign-out").click();
      phone.page().waitForURL(provider.issuer() + "/**");
      phone.page().locator("button[name=logout]").click();
      phone.shows("sign-in");
      phone.page().locator("#sign-in button[type=submit]").click();
      // Signed out there too: it asks who comes.
      phone.page().locator("input[name=password]").waitFor();
    }
  }

  @Test
  void presses_without_signal_go_out_with_a_renewed_token() {
    var cpf = bed.somebody();
    try (var phone = phone()) {
      signIn(phone, cpf).installed();
      bed.road().become(new Weather.Gone());
      phone.wake();
      phone.connectionIs("away");
      var ids = List.of(phone.press(), phone.press());
      ids.forEach(id -> phone.becomes(id, "stored"));
      passes(HOUR, phone);
      bed.road().clear();
      phone.wake();
      ids.forEach(id -> phone.becomes(id, "recorded"));
      assertThat(bed.rows(cpf)).isEqualTo(2);
    }
  }

  @Test
  void presses_wait_while_the_provider_is_away_and_its_return_brings_them_out() {
    var cpf = bed.somebody();
    try (var phone = phone()) {
      signIn(phone, cpf).installed();
      provider.away(true);
      var id = "";
      try {
        passes(HOUR, phone);
        id = phone.press();
        phone.connectionIs("away");
        phone.becomes(id, "stored");
      } finally {
        provider.away(false);
      }
      phone.wake();
      phone.becomes(id, "recorded");
    }
  }

  @Test
  void a_renewal_whose_answer_was_lost_costs_a_tap_and_no_punch() {
    var cpf = bed.somebody();
    try (var phone = phone()) {
      signIn(phone, cpf);
      phone
          .context()
          .route(
              provider.issuer() + "/token",
              route -> {
                route.fetch();
                route.abort();
              });
      passes(HOUR, phone);
      var id = phone.press();
      phone.connectionIs("away");
      phone.context().unroute(provider.issuer() + "/token");
      phone.wake();
      // The provider takes the second use of a token for a theft, as it must.
      phone.connectionIs("sign-in-needed");
      phone.becomes(id, "stored");
      phone.page().locator("#sign-in-again").click();
      phone.page().locator("#sign-in button[type=submit]").click();
      // It still knows who this is, and asks for consent only.
      phone.page().locator("form button[type=submit]").click();
      phone.becomes(id, "recorded");
    }
  }
}
