package ponto.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static ponto.infra.Synthesised.in;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import ponto.lambda.batch.Figures;

/** Who is called, when, and by which figure. */
final class WatchTest {
  private static Synthesised stack;

  @BeforeAll
  static void synthesise() {
    stack = Synthesised.shipped();
  }

  @Test
  void each_trouble_has_its_alarm() {
    var seen = new TreeMap<String, String>();
    for (var alarm : stack.whole("AWS::CloudWatch::Alarm").entrySet()) {
      var told = (Map<?, ?>) in(alarm.getValue(), "Properties");
      if (told.containsKey("MetricName")) {
        var statistic =
            told.containsKey("Statistic") ? told.get("Statistic") : told.get("ExtendedStatistic");
        seen.put(
            alarm.getKey().replaceAll("^Watch|[0-9A-F]{8}$", ""),
            told.get("Namespace")
                + " "
                + told.get("MetricName")
                + " "
                + statistic
                + " > "
                + told.get("Threshold"));
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("DeadLetters", "AWS/SQS ApproximateNumberOfMessagesVisible Maximum > 0"),
                Map.entry("OldestLetter", "AWS/SQS ApproximateAgeOfOldestMessage Maximum > 600"),
                Map.entry(
                    "OldestLetterHour", "AWS/SQS ApproximateAgeOfOldestMessage Maximum > 3600"),
                Map.entry("RecordThrottles", "AWS/Lambda Throttles Sum > 0"),
                Map.entry("RecordErrors", "AWS/Lambda Errors Sum > 0"),
                Map.entry("ApiErrors", "AWS/Lambda Errors Sum > 0"),
                Map.entry("ExportErrors", "AWS/Lambda Errors Sum > 0"),
                Map.entry("ServerErrors", "AWS/ApiGateway 5XXError Sum > 0"),
                Map.entry("SetAside", own(Figures.PUNCHES_SET_ASIDE, "Sum > 0")),
                Map.entry("Conflicts", own(Figures.CONFLICTS, "Sum > 0")),
                Map.entry("LettersFailed", own(Figures.LETTERS_FAILED, "Sum > 0")),
                Map.entry("RecordingLag", own(Figures.RECORDING_LAG, "p99 > 600000")),
                Map.entry("DatabaseCapacity", "AWS/RDS ServerlessDatabaseCapacity Maximum > 3.5")));
  }

  @Test
  void a_letter_that_was_accepted_and_is_nowhere_calls_within_the_hour() {
    var balance =
        stack.of("AWS::CloudWatch::Alarm").stream()
            .filter(alarm -> alarm.containsKey("Metrics"))
            .findFirst()
            .orElseThrow();
    var figures = new TreeMap<String, String>();
    var expression = "";
    for (var metric : (List<?>) in(balance, "Metrics")) {
      if (((Map<?, ?>) metric).containsKey("Expression")) {
        expression = in(metric, "Expression").toString();
      } else {
        assertThat(in(metric, "MetricStat", "Period")).isEqualTo(3600);
        figures.put(
            in(metric, "Id").toString(),
            in(metric, "MetricStat", "Metric", "MetricName")
                + " "
                + in(metric, "MetricStat", "Stat"));
      }
    }
    assertThat(expression)
        .isEqualTo(
            "asked - FILL(refused, 0) - FILL(failed, 0) - FILL(recorded, 0) - FILL(known, 0)"
                + " - FILL(dead, 0) + FILL(deadBefore, 0) - FILL(waiting, 0) - FILL(read, 0)");
    assertThat(figures)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "asked", "Count Sum",
                "refused", "4XXError Sum",
                "failed", "5XXError Sum",
                "recorded", Figures.LETTERS_RECORDED + " Sum",
                "known", Figures.LETTERS_REDELIVERED + " Sum",
                "dead", "ApproximateNumberOfMessagesVisible Maximum",
                "deadBefore", "ApproximateNumberOfMessagesVisible Minimum",
                "waiting", "ApproximateNumberOfMessagesVisible Maximum",
                "read", "ApproximateNumberOfMessagesNotVisible Maximum"));
    assertThat(balance.get("Threshold")).isEqualTo(0);
  }

  @Test
  void figures_of_the_gateway_bear_the_name_that_the_imported_contract_gives_it() {
    var api = stack.only("AWS::ApiGateway::RestApi");
    assertThat(in(api, "Body", "info", "title")).isEqualTo(in(api, "Name"));
    var seen = 0;
    for (var alarm : stack.of("AWS::CloudWatch::Alarm")) {
      var text = alarm.toString();
      if (text.contains("ApiName")) {
        assertThat(text).contains("Name=ApiName, Value=" + in(api, "Name"));
        seen++;
      }
    }
    assertThat(seen).isEqualTo(2);
    assertThat(in(stack.only("AWS::ApiGateway::Stage"), "MethodSettings", 0, "MetricsEnabled"))
        .isEqualTo(true);
  }

  @Test
  void every_alarm_and_the_budget_reach_the_topic() {
    var topic = stack.whole("AWS::SNS::Topic").keySet().iterator().next();
    var alarms = stack.of("AWS::CloudWatch::Alarm");
    assertThat(alarms).hasSize(14);
    for (var alarm : alarms) {
      assertThat(alarm.get("AlarmActions")).isEqualTo(List.of(Map.of("Ref", topic)));
      assertThat(alarm.get("ComparisonOperator")).isEqualTo("GreaterThanThreshold");
      assertThat(alarm.get("TreatMissingData")).isEqualTo("notBreaching");
    }
    var budget = stack.only("AWS::Budgets::Budget");
    assertThat(in(budget, "Budget", "BudgetLimit")).isEqualTo(Map.of("Amount", 50, "Unit", "USD"));
    var told = in(budget, "NotificationsWithSubscribers").toString();
    assertThat(told).contains("ACTUAL", "FORECASTED", "Address={Ref=" + topic + "}");
    assertThat(stack.only("AWS::SNS::TopicPolicy").toString())
        .contains("cloudwatch.amazonaws.com", "budgets.amazonaws.com", "aws:SecureTransport=false");
  }

  @Test
  void the_picture_shows_what_the_alarms_ask() {
    var dashboard = stack.only("AWS::CloudWatch::Dashboard").toString();
    for (var title : List.of("DeadLetters", "OldestLetter", "RecordingLag", "Balance", "Punches")) {
      assertThat(dashboard).contains("\"title\":\"" + title + "\"");
    }
    assertThat(dashboard).contains(Figures.PUNCHES_RECORDED, Figures.PUNCHES_REPEATED);
  }

  private static String own(String figure, String rest) {
    return Figures.NAMESPACE + " " + figure + " " + rest;
  }
}
