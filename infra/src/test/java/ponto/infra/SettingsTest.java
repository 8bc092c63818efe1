package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  @Test
  void each_wrong_value_is_named_with_what_was_wanted() {
    for (var wrong :
        List.of(
            List.of("stage: demo", "stage: Demo", "stage is Demo"),
            List.of("region: us-east-1", "region: virginia", "region is virginia"),
            List.of("acuMax: 4", "acuMax: 0.3", "acuMax is 0.3"),
            List.of("logRetentionDays: 30", "logRetentionDays: 31", "logRetentionDays is 31"),
            List.of("vpcId: \"\"", "vpcId: vpc-1", "vpcId is vpc-1"),
            List.of("subnetIds: []", "subnetIds: [subnet-1]", "subnetIds is [subnet-1]"),
            List.of(
                "securityGroupId: \"\"",
                "securityGroupId: sg-1",
                "securityGroupId is sg-1, wanted nothing without a vpcId"),
            List.of("domain: \"\"", "domain: nowhere", "domain is nowhere"),
            List.of(
                "certificateArn: \"\"",
                "certificateArn: arn",
                "certificateArn is arn, wanted nothing without a domain"),
            List.of("budgetDollars: 50", "budgetDollars: 0", "budgetDollars is 0"),
            List.of("alarmEmail: \"\"", "alarmEmail: nobody", "alarmEmail is nobody"))) {
      var yaml = shipped.replace(wrong.get(0), wrong.get(1));
      assertThat(yaml).isNotEqualTo(shipped);
      assertThatThrownBy(() -> Settings.parse(yaml))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ponto.yaml: " + wrong.get(2));
    }
  }

  @Test
  void a_short_security_group_is_named_by_its_key() {
    var yaml =
        shipped
            .replace("vpcId: \"\"", "vpcId: vpc-01234567")
            .replace("subnetIds: []", "subnetIds: [subnet-01234567, subnet-89abcdef]")
            .replace("securityGroupId: \"\"", "securityGroupId: sg-1");
    assertThatThrownBy(() -> Settings.parse(yaml)).hasMessageContaining("securityGroupId is sg-1");
  }

  @Test
  void a_key_that_stands_twice_is_named_with_its_line() {
    assertThatThrownBy(() -> Settings.parse(shipped + "stage: two\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stage")
        .hasMessageContaining("line " + (shipped.lines().count() + 1));
    assertThatThrownBy(() -> Settings.parse("stage: [")).hasMessageContaining("ponto.yaml: ");
  }
}
