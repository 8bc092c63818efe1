package ponto.infra;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.certificatemanager.Certificate;
import software.amazon.awscdk.services.cloudfront.AllowedMethods;
import software.amazon.awscdk.services.cloudfront.BehaviorOptions;
import software.amazon.awscdk.services.cloudfront.CachePolicy;
import software.amazon.awscdk.services.cloudfront.Distribution;
import software.amazon.awscdk.services.cloudfront.Function;
import software.amazon.awscdk.services.cloudfront.FunctionAssociation;
import software.amazon.awscdk.services.cloudfront.FunctionCode;
import software.amazon.awscdk.services.cloudfront.FunctionEventType;
import software.amazon.awscdk.services.cloudfront.FunctionRuntime;
import software.amazon.awscdk.services.cloudfront.OriginRequestPolicy;
import software.amazon.awscdk.services.cloudfront.SecurityPolicyProtocol;
import software.amazon.awscdk.services.cloudfront.ViewerProtocolPolicy;
import software.amazon.awscdk.services.cloudfront.origins.RestApiOrigin;
import software.amazon.awscdk.services.cloudfront.origins.S3BucketOrigin;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.assets.AssetOptions;
import software.amazon.awscdk.services.s3.deployment.BucketDeployment;
import software.amazon.awscdk.services.s3.deployment.CacheControl;
import software.amazon.awscdk.services.s3.deployment.Source;
import software.constructs.Construct;

/** The pages and the API under one name, so that a punch asks no other origin for leave. */
final class Site extends Construct {
  /** What the gateway answers; everything else is a file. */
  private static final List<String> API = List.of("/v1/*", "/readyz", "/openapi.json");

  /** What belongs to one machine: its first employer, and a viewer that its build brings along. */
  private static final List<String> LOCAL = List.of("docs", "setup.*", "**/.*");

  /** A folder is its index, as at the local door. */
  private static final String INDEX =
      """
      function handler(event) {
        var request = event.request;
        var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
        if (last === '') request.uri += 'index.html';
        else if (last.indexOf('.') < 0) request.uri += '/index.html';
        return request;
      }
      """;

  private final Bucket files;
  private final String address;

  Site(Construct stack, Settings settings, Identity identity, Door door, Exports exports) {
    super(stack, "Site");
    files =
        Bucket.Builder.create(this, "Pages")
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .encryption(BucketEncryption.S3_MANAGED)
            .enforceSsl(true)
            .removalPolicy(RemovalPolicy.DESTROY)
            .build();
    var distribution = distribution(settings, door, pages(identity, exports));
    address =
        "https://"
            + (settings.domain().isEmpty()
                ? distribution.getDistributionDomainName()
                : settings.domain());
  }

  /** Brings the files and what they must know of this deployment, from outside the VPC. */
  void publish(Path web, Map<String, Object> config, Settings settings) {
    BucketDeployment.Builder.create(this, "Files")
        .destinationBucket(files)
        .sources(
            List.of(
                Source.asset(web.toString(), AssetOptions.builder().exclude(LOCAL).build()),
                Source.jsonData("config.json", config)))
        // As the local door: a browser keeps a file and asks each time whether it is still good.
        .cacheControl(List.of(CacheControl.noCache()))
        .retainOnDelete(false)
        .logGroup(Retention.log(this, "FilesLog", settings))
        .build();
  }

  private Distribution distribution(Settings settings, Door door, BehaviorOptions pages) {
    var made =
        Distribution.Builder.create(this, "Distribution")
            .defaultRootObject("index.html")
            .defaultBehavior(pages)
            .additionalBehaviors(behind(new RestApiOrigin(door.api())));
    if (!settings.domain().isEmpty()) {
      made.domainNames(List.of(settings.domain()))
          .minimumProtocolVersion(SecurityPolicyProtocol.TLS_V1_2_2021)
          .certificate(
              Certificate.fromCertificateArn(this, "Certificate", settings.certificateArn()));
    }
    return made.build();
  }

  private BehaviorOptions pages(Identity identity, Exports exports) {
    var index =
        Function.Builder.create(this, "Index")
            .code(FunctionCode.fromInline(INDEX))
            .runtime(FunctionRuntime.JS_2_0)
            .build();
    return BehaviorOptions.builder()
        .origin(S3BucketOrigin.withOriginAccessControl(files))
        .viewerProtocolPolicy(ViewerProtocolPolicy.REDIRECT_TO_HTTPS)
        .responseHeadersPolicy(PageHeaders.policy(this, identity.signIn(), exports.host()))
        .functionAssociations(
            List.of(
                FunctionAssociation.builder()
                    .eventType(FunctionEventType.VIEWER_REQUEST)
                    .function(index)
                    .build()))
        .build();
  }

  /** Nothing of the API is kept on the way, and every header but the host's name goes through. */
  private static Map<String, BehaviorOptions> behind(RestApiOrigin gateway) {
    var behaviors = new LinkedHashMap<String, BehaviorOptions>();
    for (var path : API) {
      behaviors.put(
          path,
          BehaviorOptions.builder()
              .origin(gateway)
              .allowedMethods(AllowedMethods.ALLOW_ALL)
              .cachePolicy(CachePolicy.CACHING_DISABLED)
              .originRequestPolicy(OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER)
              .viewerProtocolPolicy(ViewerProtocolPolicy.HTTPS_ONLY)
              .build());
    }
    return behaviors;
  }

  /** Without a path. */
  String address() {
    return address;
  }
}
