package ponto.infra;

import java.util.Map;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Validations;
import software.constructs.IConstruct;

/** Every finding of cdk-nag that stays, with its reason. */
final class Acknowledgements {
  private static final String POLICY =
      "AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/";

  private static final String EXPORTS =
      "AwsSolutions::AwsSolutions-IAM5[Resource::<ExportsFiles165D4F61.Arn>/";

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
              POLICY + "AmazonAPIGatewayPushToCloudWatchLogs]",
              "The one policy with which the gateway takes a role for its logs."),
          Map.entry(
              "AwsSolutions::AwsSolutions-S1",
              "One bucket holds public pages, one files for a day behind signed links, one what two functions read."),
          Map.entry(
              "AwsSolutions::AwsSolutions-CFR1", "A worker may hand in punches from anywhere."),
          Map.entry(
              "AwsSolutions::AwsSolutions-CFR2",
              "As at the gateway: a firewall has a price by the month."),
          Map.entry(
              "AwsSolutions::AwsSolutions-CFR3",
              "Paths hold people's CPF, addresses are theirs; the gateway's log does without both."),
          Map.entry(
              "AwsSolutions::AwsSolutions-CFR4",
              "CloudFront's own name brings its certificate's rule; a domain of one's own has TLS 1.2."),
          Map.entry(
              "AwsSolutions::AwsSolutions-IAM5[Resource::<FunctionsMigrateF3C62303.Arn>:*]",
              "The framework invokes any version of the one function."),
          Map.entry(
              "Annotation::@aws-cdk/aws-lambda:snapStartRequirePublish",
              "The alias that the gateway calls names a published version."),
          Map.entry(EXPORTS + "files/*]", "Any file that somebody asks for."),
          Map.entry(EXPORTS + "orders/*]", "Any order of one."),
          Map.entry(EXPORTS + "refused/*]", "Any refusal of one."),
          Map.entry(
              "Serverless::Serverless-EventBusDLQ",
              "Who ordered a file asks for it, and asks anew when it was given up."),
          Map.entry(
              "Serverless::Serverless-SNSRedrivePolicy",
              "An e-mail that is not delivered stands in the alarm's history; nobody would read a queue."),
          Map.entry(
              "Serverless::Serverless-SQSRedrivePolicy", "It is the dead letters' own queue."),
          Map.entry(
              "Serverless::Serverless-LambdaDLQ",
              "Dead letters go from queue to queue; of a file that was not made, whoever ordered it is told."),
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

  private static final String STARRED = "AwsSolutions::AwsSolutions-IAM5[";
  private static final String COPIES =
      "CDK's own function that copies the pages; its stars end names of actions on two buckets.";

  /** Of the one function that is not ours alone, so that ours stay under these rules. */
  private static final Map<String, String> COPIER =
      Map.ofEntries(
          Map.entry(STARRED + "Action::s3:GetObject*]", COPIES),
          Map.entry(STARRED + "Action::s3:GetBucket*]", COPIES),
          Map.entry(STARRED + "Action::s3:List*]", COPIES),
          Map.entry(STARRED + "Action::s3:DeleteObject*]", COPIES),
          Map.entry(STARRED + "Action::s3:Abort*]", COPIES),
          Map.entry(STARRED + "Resource::<SitePages600CC8A7.Arn>/*]", "Every page in the bucket."),
          Map.entry(
              STARRED
                  + "Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]",
              "Reads what the deployment itself has put there."),
          Map.entry("AwsSolutions::AwsSolutions-L1", "CDK chooses this function's runtime."),
          Map.entry("Serverless::Serverless-LambdaLatestVersion", "As above."));

  private static final Map<String, String> LAST_DAY =
      Map.of(
          "AwsSolutions::AwsSolutions-RDS10",
          "ponto.yaml says that this stack is to go; the database leaves a last snapshot.");

  /** As CDK names the function. */
  private static final String COPIER_ID =
      "Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C";

  private Acknowledgements() {}

  static void add(PontoStack stack, Settings settings) {
    add(stack, REASONS);
    if (!settings.isProtected()) {
      add(stack, LAST_DAY);
    }
    add(stack.getNode().findChild(COPIER_ID), COPIER);
  }

  private static void add(IConstruct scope, Map<String, String> reasons) {
    reasons.forEach((id, reason) ->
        Validations.of(scope).acknowledge(Acknowledgment.builder().id(id).reason(reason).build()));
  }
}
