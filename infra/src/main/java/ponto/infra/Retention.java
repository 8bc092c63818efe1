package ponto.infra;

import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** How long a log is kept, and that it goes with the stack: what is evidence is in the database. */
final class Retention {
  private Retention() {}

  static LogGroup log(Construct scope, String name, Settings settings) {
    return builder(scope, name, settings).build();
  }

  /** For a log whose name is not ours to choose. */
  static LogGroup.Builder builder(Construct scope, String name, Settings settings) {
    return LogGroup.Builder.create(scope, name)
        .retention(of(settings.logRetentionDays()))
        .removalPolicy(RemovalPolicy.DESTROY);
  }

  private static RetentionDays of(int days) {
    return switch (days) {
      case 1 -> RetentionDays.ONE_DAY;
      case 3 -> RetentionDays.THREE_DAYS;
      case 5 -> RetentionDays.FIVE_DAYS;
      case 7 -> RetentionDays.ONE_WEEK;
      case 14 -> RetentionDays.TWO_WEEKS;
      case 30 -> RetentionDays.ONE_MONTH;
      case 60 -> RetentionDays.TWO_MONTHS;
      case 90 -> RetentionDays.THREE_MONTHS;
      case 180 -> RetentionDays.SIX_MONTHS;
      case 365 -> RetentionDays.ONE_YEAR;
      case 1827 -> RetentionDays.FIVE_YEARS;
      default -> throw new IllegalArgumentException("ponto.yaml: logRetentionDays is " + days);
    };
  }
}
