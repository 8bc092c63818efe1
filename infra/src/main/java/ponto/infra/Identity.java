package ponto.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cognito.AuthFlow;
import software.amazon.awscdk.services.cognito.ClientAttributes;
import software.amazon.awscdk.services.cognito.CognitoDomainOptions;
import software.amazon.awscdk.services.cognito.FeaturePlan;
import software.amazon.awscdk.services.cognito.Mfa;
import software.amazon.awscdk.services.cognito.OAuthFlows;
import software.amazon.awscdk.services.cognito.OAuthScope;
import software.amazon.awscdk.services.cognito.OAuthSettings;
import software.amazon.awscdk.services.cognito.PasswordPolicy;
import software.amazon.awscdk.services.cognito.StandardAttributesMask;
import software.amazon.awscdk.services.cognito.StringAttribute;
import software.amazon.awscdk.services.cognito.UserPool;
import software.amazon.awscdk.services.cognito.UserPoolClient;
import software.amazon.awscdk.services.cognito.UserPoolDomain;
import software.constructs.Construct;

/** Who may sign in: accounts that an administrator makes, with claims that no user can write. */
final class Identity extends Construct {
  private final UserPool pool;

  private final UserPoolDomain domain;

  Identity(Construct stack, Settings settings) {
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
            .deletionProtection(settings.isProtected())
            .removalPolicy(settings.isProtected() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
            .build();
    domain =
        UserPoolDomain.Builder.create(this, "SignIn")
            .userPool(pool)
            .cognitoDomain(
                CognitoDomainOptions.builder()
                    // Nobody else in the region may have the same: the account's number sees to it.
                    .domainPrefix("ponto-" + settings.stage() + "-" + Aws.ACCOUNT_ID)
                    .build())
            .build();
  }

  /** The page at this address, which signs people in by the pool's own pages. */
  UserPoolClient client(String page) {
    return UserPoolClient.Builder.create(this, "Client")
        .userPool(pool)
        .generateSecret(false)
        .preventUserExistenceErrors(true)
        .authFlows(AuthFlow.builder().userSrp(true).build())
        .oAuth(
            OAuthSettings.builder()
                .flows(OAuthFlows.builder().authorizationCodeGrant(true).build())
                .scopes(List.of(OAuthScope.OPENID))
                .callbackUrls(List.of(page + "/"))
                .logoutUrls(List.of(page + "/"))
                .build())
        // Employer, role and worker decide whose punch it is: only an administrator writes them.
        .writeAttributes(
            new ClientAttributes()
                .withStandardAttributes(StandardAttributesMask.builder().locale(true).build()))
        .readAttributes(
            new ClientAttributes()
                .withStandardAttributes(
                    StandardAttributesMask.builder().locale(true).fullname(true).build())
                .withCustomAttributes("employer", "role", "worker"))
        .build();
  }

  /**
   * What the page must know, in the shape of the contract's {@code /config.json}: the bearer is the
   * ID token, for an access token of the pool carries none of our claims.
   */
  Map<String, Object> config(UserPoolClient client, String page) {
    return Map.of(
        "login",
        "oidc",
        "issuer",
        pool.getUserPoolProviderUrl(),
        "clientId",
        client.getUserPoolClientId(),
        "scopes",
        "openid",
        "bearer",
        "id_token",
        "authorizationEndpoint",
        signIn() + "/oauth2/authorize",
        "tokenEndpoint",
        signIn() + "/oauth2/token",
        // The pool's own name for the page to go back to, beside the standard's that our page adds.
        "endSessionEndpoint",
        signIn() + "/logout?logout_uri=" + page + "/",
        "languages",
        List.of("pt-BR", "en"));
  }

  /** The origin of the pool's pages. */
  String signIn() {
    return domain.baseUrl();
  }

  String poolId() {
    return pool.getUserPoolId();
  }

  String poolArn() {
    return pool.getUserPoolArn();
  }
}
