package ponto.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The template that would be deployed; a finding without a reason fails the synthesis itself. */
record Synthesised(String text, Map<?, ?> template) {
  /** As long as the shipped function may run; the tests of the loopback cloud want less. */
  static final int RECORDING_SECONDS = 60;

  /** An archive of nothing: what the functions hold is no part of the template. */
  private static final byte[] EMPTY_ZIP = {
    'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final class Shipped {
    static final Synthesised STACK = of("shipped", yaml());
  }

  /** With infra/ponto.yaml as it is; synthesised once, since nobody changes it. */
  static Synthesised shipped() {
    return Shipped.STACK;
  }

  static Synthesised of(String name, String yaml) {
    try {
      var folder = Files.createDirectories(Path.of("target", "stack-test", name));
      var zip = Files.write(folder.resolve("function.zip"), EMPTY_ZIP);
      var artefacts = new Artefacts(zip, zip, Path.of("..", "web"), RECORDING_SECONDS);
      var output = folder.resolve("cdk.out");
      PontoApp.app(Settings.parse(yaml), artefacts, output).synth();
      var text = Files.readString(output.resolve("Ponto.template.json"));
      return new Synthesised(
          text, (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String yaml() {
    try {
      return Files.readString(Path.of("ponto.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The resources of a type, whole. */
  Map<String, Map<?, ?>> whole(String type) {
    return ((Map<?, ?>) in(template, "Resources"))
        .entrySet().stream()
            .filter(entry -> type.equals(in(entry.getValue(), "Type")))
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().toString(), entry -> (Map<?, ?>) entry.getValue()));
  }

  /** What the resources of a type are told. */
  List<Map<?, ?>> of(String type) {
    return whole(type).values().stream()
        .<Map<?, ?>>map(resource -> (Map<?, ?>) in(resource, "Properties"))
        .toList();
  }

  Map<?, ?> only(String type) {
    var all = of(type);
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " of " + type);
    }
    return all.getFirst();
  }

  Map<?, ?> function(String handler) {
    return of("AWS::Lambda::Function").stream()
        .filter(properties -> handler.equals(properties.get("Handler")))
        .findFirst()
        .orElseThrow();
  }

  /** The statements of every policy that an identity of this stack has. */
  List<Map<?, ?>> allowed() {
    return Stream.concat(
            of("AWS::IAM::Policy").stream(),
            of("AWS::IAM::Role").stream()
                .flatMap(role -> list(role.get("Policies")).stream())
                .map(policy -> (Map<?, ?>) policy))
        .flatMap(policy -> list(in(policy, "PolicyDocument", "Statement")).stream())
        .<Map<?, ?>>map(statement -> (Map<?, ?>) statement)
        .filter(statement -> "Allow".equals(statement.get("Effect")))
        .toList();
  }

  /** A list as it is, one thing as a list of it, nothing as none. */
  static List<?> list(@Nullable Object node) {
    return switch (node) {
      case null -> List.of();
      case List<?> many -> many;
      default -> List.of(node);
    };
  }

  static Object in(Object node, Object... keys) {
    var result = node;
    for (var key : keys) {
      var next =
          key instanceof Integer index
              ? ((List<?>) result).get(index)
              : ((Map<?, ?>) result).get(key);
      result = Objects.requireNonNull(next, () -> "no " + key);
    }
    return result;
  }
}
