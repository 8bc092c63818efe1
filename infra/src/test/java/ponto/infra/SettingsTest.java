package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a wrong infra/ponto.yaml is told. */
final class SettingsTest {
  private static String shipped = "";

  @BeforeAll
  static void read() throws Exception {
    shipped = Files.readString(Path.of("ponto.yaml"));
  }

  @Test
  void the_shipped_settings_are_the_demo() {
    var settings = Settings.parse(shipped);
    assertThat(settings.stage()).isEqualTo("demo");
    assertThat(settings.concurrency()).isEqualTo(5);
    assertThat(settings.acuMin()).isZero();
  }

  @Test
  void a_missing_an_unknown_and_a_wrong_key_are_named() {
    assertThatThrownBy(() -> Settings.parse(shipped.replace("acuMax: 4\n", "")))
        .hasMessageContaining("missing key acuMax");
    assertThatThrownBy(() -> Settings.parse(shipped + "acuMaximum: 4\n"))
        .hasMessageContaining("unknown key acuMaximum");
    assertThatThrownBy(() -> Settings.parse(shipped.replace("concurrency: 5", "concurrency: 1")))
        .hasMessageContaining("concurrency is 1");
    assertThatThrownBy(() -> Settings.parse(shipped.replace("concurrency: 5", "concurrency: five")))
        .hasMessageContaining("concurrency is five");
  }
}
