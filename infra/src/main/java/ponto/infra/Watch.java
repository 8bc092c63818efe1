package ponto.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.constructs.Construct;

/** What calls somebody, and the picture for who was called. */
final class Watch extends Construct {
  private final Dashboard dashboard;
  private final Notice notice;

  private Watch(Construct stack, Notice notice) {
    super(stack, "Watch");
    this.notice = notice;
    dashboard = Dashboard.Builder.create(this, "Dashboard").build();
  }

  static Watch over(
      Construct stack,
      Settings settings,
      Queues queues,
      Functions functions,
      Door door,
      Database database,
      Notice notice) {
    var watch = new Watch(stack, notice);
    var minute = Duration.minutes(1);
    var hour = Duration.hours(1);
    var age = queues.letters().metricApproximateAgeOfOldestMessage();
    var stage = Map.of("Stage", settings.stage());
    watch.alarm("DeadLetters", queues.dead().metricApproximateNumberOfMessagesVisible(), 0);
    watch.alarm("OldestLetter", age, 600);
    watch.alarm("OldestLetterHour", age, 3600);
    watch.alarm("RecordThrottles", functions.record().metricThrottles(), 0);
    watch.alarm("RecordErrors", functions.record().metricErrors(), 0);
    watch.alarm("ApiErrors", functions.api().metricErrors(), 0);
    watch.alarm("ExportErrors", functions.export().metricErrors(), 0);
    watch.alarm("ServerErrors", door.api().metricServerError(), 0);
    watch.alarm("SetAside", own("PunchesSetAside", stage, "Sum", minute), 0);
    watch.alarm("Conflicts", own("Conflicts", stage, "Sum", minute), 0);
    watch.alarm("LettersFailed", own("LettersFailed", stage, "Sum", minute), 0);
    watch.alarm("RecordingLag", own("RecordingLag", stage, "p99", minute), 600_000);
    watch.alarm(
        "DatabaseCapacity",
        metric(
            "AWS/RDS",
            "ServerlessDatabaseCapacity",
            Map.of("DBClusterIdentifier", database.id()),
            "Maximum",
            minute),
        settings.acuMax() - 0.5);
    watch.alarm("Balance", balance(stage, queues, door, hour), 0);
    watch.picture(stage, door, minute);
    return watch;
  }

  /** The day at one look: what came to the door, and what became of it. */
  private void picture(Map<String, String> stage, Door door, Duration minute) {
    dashboard.addWidgets(
        GraphWidget.Builder.create()
            .title("Punches")
            .left(
                List.of(
                    own("PunchesRecorded", stage, "Sum", minute),
                    own("PunchesRepeated", stage, "Sum", minute),
                    own("PunchesSetAside", stage, "Sum", minute)))
            .right(List.of(door.punches("Count", minute)))
            .width(24)
            .build());
  }

  String dashboard() {
    return dashboard.getDashboardName();
  }

  /**
   * Letters that the gateway answered 202 in an hour, less those that were recorded, known already,
   * dead or still in the queue: what is left is lost. What waits is taken at its most in the hour,
   * so a delay does not call; kills between commit and count show as known already. Letters that
   * died in an earlier hour hide nothing: of the dead, only those count that came in this one.
   */
  private static IMetric balance(
      Map<String, String> stage, Queues queues, Door door, Duration hour) {
    var most = MetricOptions.builder().period(hour).statistic("Maximum").build();
    var least = MetricOptions.builder().period(hour).statistic("Minimum").build();
    return MathExpression.Builder.create()
        .expression(
            "asked - FILL(refused, 0) - FILL(failed, 0) - FILL(recorded, 0) - FILL(known, 0)"
                + " - FILL(dead, 0) + FILL(deadBefore, 0) - FILL(waiting, 0) - FILL(read, 0)")
        .usingMetrics(
            Map.of(
                "asked", door.punches("Count", hour),
                "refused", door.punches("4XXError", hour),
                "failed", door.punches("5XXError", hour),
                "recorded", own("LettersRecorded", stage, "Sum", hour),
                "known", own("LettersRedelivered", stage, "Sum", hour),
                "dead", queues.dead().metricApproximateNumberOfMessagesVisible(most),
                "deadBefore", queues.dead().metricApproximateNumberOfMessagesVisible(least),
                "waiting", queues.letters().metricApproximateNumberOfMessagesVisible(most),
                "read", queues.letters().metricApproximateNumberOfMessagesNotVisible(most)))
        .period(hour)
        .build();
  }

  private void alarm(String name, IMetric metric, double threshold) {
    var alarm =
        Alarm.Builder.create(this, name)
            .metric(metric)
            .threshold(threshold)
            .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
            .evaluationPeriods(1)
            .treatMissingData(TreatMissingData.NOT_BREACHING)
            .build();
    alarm.addAlarmAction(new SnsAction(notice.topic()));
    dashboard.addWidgets(
        GraphWidget.Builder.create().title(name).left(List.of(metric)).width(8).build());
  }

  /** What the recording function counts and prints. */
  private static Metric own(
      String name, Map<String, String> dimensions, String statistic, Duration period) {
    return metric("Ponto", name, dimensions, statistic, period);
  }

  static Metric metric(
      String space,
      String name,
      Map<String, String> dimensions,
      String statistic,
      Duration period) {
    return Metric.Builder.create()
        .namespace(space)
        .metricName(name)
        .dimensionsMap(dimensions)
        .statistic(statistic)
        .period(period)
        .build();
  }
}
