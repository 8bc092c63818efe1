package ponto.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.budgets.CfnBudget;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.constructs.Construct;

/** Where alarms and the month's budget go: one topic, and the address that confirmed it. */
final class Notice extends Construct {
  /** Percent of the month's budget, once as spent and once as foreseen. */
  private static final int SPENT = 80;

  private static final int FORESEEN = 100;

  private final Topic topic;

  Notice(Construct stack, Settings settings) {
    super(stack, "Notice");
    topic = Topic.Builder.create(this, "Topic").enforceSsl(true).build();
    for (var service : List.of("cloudwatch.amazonaws.com", "budgets.amazonaws.com")) {
      topic.addToResourcePolicy(
          PolicyStatement.Builder.create()
              .principals(List.of(new ServicePrincipal(service)))
              .actions(List.of("sns:Publish"))
              .resources(List.of(topic.getTopicArn()))
              .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
              .build());
    }
    if (!settings.alarmEmail().isEmpty()) {
      topic.addSubscription(new EmailSubscription(settings.alarmEmail()));
    }
    CfnBudget.Builder.create(this, "Budget")
        .budget(
            CfnBudget.BudgetDataProperty.builder()
                .budgetType("COST")
                .timeUnit("MONTHLY")
                .budgetLimit(
                    CfnBudget.SpendProperty.builder()
                        .amount(settings.budgetDollars())
                        .unit("USD")
                        .build())
                .build())
        .notificationsWithSubscribers(
            List.of(above("ACTUAL", SPENT), above("FORECASTED", FORESEEN)))
        .build();
  }

  private CfnBudget.NotificationWithSubscribersProperty above(String kind, int percent) {
    return CfnBudget.NotificationWithSubscribersProperty.builder()
        .notification(
            CfnBudget.NotificationProperty.builder()
                .notificationType(kind)
                .comparisonOperator("GREATER_THAN")
                .threshold(percent)
                .thresholdType("PERCENTAGE")
                .build())
        .subscribers(
            List.of(
                CfnBudget.SubscriberProperty.builder()
                    .subscriptionType("SNS")
                    .address(topic.getTopicArn())
                    .build()))
        .build();
  }

  Topic topic() {
    return topic;
  }
}
