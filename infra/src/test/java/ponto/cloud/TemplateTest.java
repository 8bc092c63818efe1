package ponto.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateTest {
  @TempDir Path folder;

  static Template small() throws Exception {
    return Template.read(Path.of("src/test/resources/ponto/cloud/small.template.json"));
  }

  @Test
  void a_queue_points_to_its_dead_letters_by_name() throws Exception {
    var queue = small().resource("Letters").properties();
    assertThat(queue.path("QueueName").asString()).isEqualTo("ponto-demo-letters");
    assertThat(queue.at("/RedrivePolicy/deadLetterTargetArn").asString())
        .isEqualTo("arn:aws:sqs:sa-east-1:000000000000:Dead");
  }

  @Test
  void a_parameter_decides_what_is_there() throws Exception {
    assertThat(small().resources("AWS::SQS::Queue")).hasSize(2);
    assertThat(variables(small()))
        .containsEntry("NOT_IN_PRODUCTION", "yes")
        .doesNotContainKey("ONLY_IN_PRODUCTION");
    var production = small().with(Map.of("Stage", "production"));
    assertThat(production.resources("AWS::SQS::Queue")).hasSize(3);
    assertThat(variables(production))
        .containsEntry("ONLY_IN_PRODUCTION", "yes")
        .doesNotContainKey("NOT_IN_PRODUCTION");
  }

  @Test
  void what_is_known_only_when_things_run_is_put_in() throws Exception {
    var running = small().with(Map.of("Database.Endpoint.Address", "127.0.0.1"));
    assertThat(variables(running)).containsEntry("PONTO_DB_HOST", "127.0.0.1");
  }

  @Test
  void the_gateway_reaches_the_queue_and_the_function_by_their_addresses() throws Exception {
    var body = small().resource("Api").at("/Body/paths");
    assertThat(body.at("/~1v1~1punches/post/x-amazon-apigateway-integration/uri").asString())
        .isEqualTo("arn:aws:apigateway:sa-east-1:sqs:path/000000000000/ponto-demo-letters");
    assertThat(body.at("/~1v1~1punches~1{id}/get/x-amazon-apigateway-integration/uri").asString())
        .endsWith(
            "functions/arn:aws:lambda:sa-east-1:000000000000:function:Record:live/invocations");
  }

  @Test
  void what_is_not_known_stops_the_reading() throws Exception {
    var file = folder.resolve("x.template.json");
    Files.writeString(
        file,
        """
        {"Resources":{"A":{"Type":"T","Properties":{"P":{"Fn::Cidr":["10.0.0.0/8",2,8]}}},
          "B":{"Type":"T","Properties":{"P":{"Ref":"Nowhere"}}}}}
        """);
    var template = Template.read(file);
    assertThatThrownBy(() -> template.resource("A")).hasMessageContaining("Fn::Cidr");
    assertThatThrownBy(() -> template.resource("B")).hasMessageContaining("Nowhere");
    assertThatThrownBy(() -> template.resource("C")).hasMessageContaining("C");
  }

  private static Map<String, String> variables(Template template) {
    var variables = new TreeMap<String, String>();
    template
        .resource("Record")
        .at("/Environment/Variables")
        .properties()
        .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asString()));
    return variables;
  }
}
