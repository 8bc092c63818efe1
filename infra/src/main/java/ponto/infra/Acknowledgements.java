package ponto.infra;

import java.util.Map;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Validations;

/** Every finding of cdk-nag that stays, with its reason. */
final class Acknowledgements {
  private static final String POLICY =
      "AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/";

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry(
              "AwsSolutions::AwsSolutions-APIG2",
              "The validator stands in the OpenAPI document, which the rule does not read."),
          Map.entry(
              "AwsSolutions::AwsSolutions-APIG3",
              "A firewall has a price by the month; the stage throttles, and every call needs a token."),
          Map.entry(
              "AwsSolutions::AwsSolutions-RDS11",
              "The port is open to one security group alone; another number hides nothing."),
          Map.entry(
              "AwsSolutions::AwsSolutions-COG2",
              "A worker may have no second factor at hand; whoever has one may use it."),
          Map.entry(
              "AwsSolutions::AwsSolutions-COG8",
              "The plus tier has a price for each user; administrators alone make accounts."),
          Map.entry(POLICY + "AWSLambdaBasicExecutionRole]", "Writes the function's log, no more."),
          Map.entry(
              POLICY + "AWSLambdaVPCAccessExecutionRole]",
              "Network interfaces have no narrower resource than a star."),
          Map.entry(
              "AwsSolutions::AwsSolutions-IAM5[Resource::<FunctionsMigrateF3C62303.Arn>:*]",
              "The framework invokes any version of the one function."),
          Map.entry(
              "Serverless::Serverless-SQSRedrivePolicy", "It is the dead letters' own queue."),
          Map.entry(
              "Serverless::Serverless-LambdaDLQ",
              "Nothing invokes a function asynchronously; dead letters go from queue to queue."),
          Map.entry(
              "Serverless::Serverless-LambdaTracing",
              "The receipt follows a punch from the door to its row; tracing is not needed for it."),
          Map.entry(
              "Serverless::Serverless-APIGWXrayEnabled",
              "As with the functions: the receipt is the trace."),
          Map.entry(
              "Serverless::Serverless-LambdaEventSourceMappingDestination",
              "Lambda offers none for a queue; the queue's redrive does this."),
          Map.entry(
              "Serverless::Serverless-LambdaDefaultMemorySize",
              "The provider framework's own function; it only passes the event on."));

  private Acknowledgements() {}

  static void add(PontoStack stack) {
    REASONS.forEach((id, reason) ->
        Validations.of(stack).acknowledge(Acknowledgment.builder().id(id).reason(reason).build()));
  }
}
