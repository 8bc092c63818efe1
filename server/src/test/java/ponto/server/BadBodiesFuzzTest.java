package ponto.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import ponto.punch.Bodies;
import ponto.punch.Shape;
import ponto.punch.ShapeReader;
import ponto.punch.StrictUtf8;

/** Whatever bytes come: accepted when they have the shape, else refused, and the books balance. */
final class BadBodiesFuzzTest {
  private static final int BODIES = 150;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @BeforeAll
  static void open() {
    site = Site.demo();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  @RepeatedTest(20) // The repetition is the seed.
  void any_body_is_accepted_or_refused_and_accounted_for(RepetitionInfo run) {
    var seed = run.getCurrentRepetition();
    var bodies = new Bodies(seed);
    var random = new SplittableRandom(seed);
    var before = Books.settled(site);
    var expected = before.accepted();
    for (var i = 0; i < BODIES; i++) {
      var bytes =
          switch (random.nextInt(5)) {
            case 0 -> bodies.wellFormed().getBytes(UTF_8);
            case 1, 2 -> bodies.bent().getBytes(UTF_8);
            case 3 -> bodies.broken().getBytes(UTF_8);
            default -> flipped(bodies.wellFormed().getBytes(UTF_8), random);
          };
      var caller = random.nextInt(4) == 0 ? site.worker(1) : site.as("coletor");
      var answer = caller.post("/v1/punches", bytes, "application/json");
      var punches = punches(bytes);
      if (punches == 0) {
        answer.problem(400);
      } else {
        answer.expect(202);
      }
      expected += punches;
    }
    assertThat(Books.settled(site).accepted()).isEqualTo(expected);
  }

  private static byte[] flipped(byte[] bytes, SplittableRandom random) {
    for (var i = random.nextInt(1, 4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** How many punches the body holds; none when it has not the shape. */
  private static int punches(byte[] bytes) {
    return StrictUtf8.decode(bytes)
        .map(ShapeReader::check)
        .map(shape ->
            switch (shape) {
              case Shape.WellFormed(var count) -> count;
              case Shape.Malformed _ -> 0;
            })
        .orElse(0);
  }
}
