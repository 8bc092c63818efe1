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
      assertThat(punched.ask(connection -> Choices.establishments(connection, employer)))
          .extracting(Choices.Establishment::document)
          .containsExactly(Punched.DOCUMENT, Punched.BRANCH);
      assertThat(punched.ask(connection -> Choices.teams(connection, employer, null)))
          .containsExactly(new Choices.Team("gestora", "Gestora"));
      assertThat(punched.ask(connection -> Choices.teams(connection, employer, Punched.MANAGER))).hasSize(1);
      var nobody = UUID.randomUUID().toString();
      assertThat(punched.ask(connection -> Choices.teams(connection, employer, nobody))).isEmpty();
      assertThat(punched.ask(connection -> Choices.zone(connection, punched.all()))).contains(Bakery.SAO_PAULO);
      assertThat(punched.ask(connection -> Choices.zone(connection, punched.establishment(Punched.BRANCH))))
          .contains(ZoneId.of("America/Manaus"));
    }
  }
}
