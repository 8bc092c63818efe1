package ponto.infra;

import java.util.Map;
import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.Validations;

/** Every finding of cdk-nag that stays, with its reason. */
final class Acknowledgements {
  private static final Map<String, String> REASONS =
      Map.of(
          "AwsSolutions-APIG2", "The validator stands in the OpenAPI document, for the one body that the gateway checks.",
          "AwsSolutions-APIG3", "A firewall costs more than a million punches; the stage throttles and every operation needs a token.");

  private Acknowledgements() {}

  static void add(PontoStack stack) {
    REASONS.forEach(
        (id, reason) ->
            Validations.of(stack)
                .acknowledge(Acknowledgment.builder().id(id).reason(reason).build()));
  }
}
