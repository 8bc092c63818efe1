package ponto.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import ponto.postgres.Database;

/** What the bench reads off the product's answers. */
class SiteTest {
  @Test
  void the_address_for_psql_becomes_one_for_the_driver() throws Exception {
    assertThat(Site.database("postgresql://report:p%40ss%2Bword@127.0.0.1:5433/ponto"))
        .isEqualTo(new Database("jdbc:postgresql://127.0.0.1:5433/ponto", "report", "p@ss+word"));
  }

  @Test
  void an_answer_that_is_no_address_is_not_repeated_in_the_failure() {
    assertThatThrownBy(() -> Site.database("postgresql://secret@127.0.0.1/ponto"))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Site.database("no secret")).hasMessageNotContaining("secret");
  }

  @Test
  void values_are_found_at_any_depth_and_nulls_are_none() {
    var json =
        """
        {"items":[{"cpf":"1","name":"A"},{"name":"B","cpf":"2"}],"nextCursor":null,"n":3}\
        """;
    assertThat(JsonText.all(json, "cpf")).isEqualTo(List.of("1", "2"));
    assertThat(JsonText.first(json, "nextCursor")).isEmpty();
    assertThat(JsonText.first(json, "n")).contains("3");
  }
}
