package ponto.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import ponto.testing.Bakery;

/** What a report can be narrowed to. */
final class ChoicesTest {
  @Test
  void the_own_establishments_in_order_the_teams_and_the_zone_asked_for() throws SQLException {
    try (var punched = new Punched()) {
      var employer = punched.bakery.employerId();
      var establishments = punched.ask(connection -> Choices.establishments(connection, employer));
      assertThat(establishments)
          .extracting(Choices.Establishment::document)
          .containsExactly(Punched.DOCUMENT, Punched.BRANCH);
      var teams = punched.ask(connection -> Choices.teams(connection, employer, null));
      assertThat(teams).containsExactly(new Choices.Team("gestora", "Gestora"));
      var own = punched.ask(connection -> Choices.teams(connection, employer, Punched.MANAGER));
      assertThat(own).hasSize(1);
      var nobody = UUID.randomUUID().toString();
      var none = punched.ask(connection -> Choices.teams(connection, employer, nobody));
      assertThat(none).isEmpty();
      var zone = punched.ask(connection -> Choices.zone(connection, punched.all()));
      assertThat(zone).contains(Bakery.SAO_PAULO);
      var branch =
          punched.ask(
              connection -> Choices.zone(connection, punched.establishment(Punched.BRANCH)));
      assertThat(branch).contains(ZoneId.of("America/Manaus"));
    }
  }
}
