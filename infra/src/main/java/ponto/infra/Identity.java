package ponto.infra;

import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cognito.AuthFlow;
import software.amazon.awscdk.services.cognito.ClientAttributes;
import software.amazon.awscdk.services.cognito.FeaturePlan;
import software.amazon.awscdk.services.cognito.Mfa;
import software.amazon.awscdk.services.cognito.PasswordPolicy;
import software.amazon.awscdk.services.cognito.StandardAttributesMask;
import software.amazon.awscdk.services.cognito.StringAttribute;
import software.amazon.awscdk.services.cognito.UserPool;
import software.amazon.awscdk.services.cognito.UserPoolClient;
import software.constructs.Construct;

/** Who may sign in: accounts that an administrator makes, with claims that no user can write. */
final class Identity extends Construct {
  private final UserPool pool;

  Identity(Construct stack) {
    super(stack, "Identity");
    pool =
        UserPool.Builder.create(this, "Users")
            .selfSignUpEnabled(false)
            .featurePlan(FeaturePlan.ESSENTIALS)
            .mfa(Mfa.OPTIONAL)
            .mfaSecondFactor(
                software.amazon.awscdk.services.cognito.MfaSecondFactor.builder()
                    .otp(true)
                    .sms(false)
                    .build())
            .passwordPolicy(
                PasswordPolicy.builder()
                    .minLength(12)
                    .requireLowercase(true)
                    .requireUppercase(true)
                    .requireDigits(true)
                    .requireSymbols(true)
                    .build())
            .customAttributes(
                Map.of(
                    "employer", StringAttribute.Builder.create().mutable(true).maxLen(20).build(),
                    "role", StringAttribute.Builder.create().mutable(true).maxLen(20).build(),
                    "worker", StringAttribute.Builder.create().mutable(true).maxLen(20).build()))
            .deletionProtection(true)
            .removalPolicy(RemovalPolicy.RETAIN)
            .build();
    UserPoolClient.Builder.create(this, "Client")
        .userPool(pool)
        .generateSecret(false)
        .preventUserExistenceErrors(true)
        .authFlows(AuthFlow.builder().userSrp(true).build())
        .disableOAuth(true)
        // Employer, role and worker decide whose punch it is: only an administrator writes them.
        .writeAttributes(
            new ClientAttributes()
                .withStandardAttributes(StandardAttributesMask.builder().locale(true).build()))
        .readAttributes(
            new ClientAttributes()
                .withStandardAttributes(StandardAttributesMask.builder().locale(true).build())
                .withCustomAttributes("employer", "role", "worker"))
        .build();
  }

  String poolArn() {
    return pool.getUserPoolArn();
  }
}
