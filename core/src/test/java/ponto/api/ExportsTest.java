package ponto.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A few exports at a time, and each gives its place back once. */
final class ExportsTest {
  private static Response.Stream export(Exports exports) {
    return requireNonNull(exports.csv(1, "file", (_, _) -> {}).stream());
  }

  private static void assertFull(Exports exports) {
    assertThatThrownBy(() -> export(exports))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.response().status()).isEqualTo(503);
              assertThat(problem.response().headers()).containsKey("Retry-After");
            });
  }

  @Test
  void one_too_many_is_told_when_to_come_again_and_each_place_is_given_back_once() {
    var exports =
        new Exports(() -> {
          throw new SQLException("nobody reads here");
        });
    var taken = new ArrayList<Response.Stream>();
    for (var number = 0; number < Exports.EXPORTS_MAX; number++) {
      taken.add(export(exports));
    }
    assertFull(exports);
    taken.getFirst().close();
    taken.getFirst().close();
    taken.set(0, export(exports));
    assertFull(exports);
  }
}
