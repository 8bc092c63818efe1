package ponto.cloud;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A synthesised CloudFormation template: its resources, every intrinsic function in them resolved
 * as CloudFormation would, to the names that things have on this machine.
 */
final class Template {
  static final String ACCOUNT = "000000000000";
  static final String REGION = "sa-east-1";

  private static final Map<String, String> PSEUDO =
      Map.of(
          "AWS::AccountId",
          ACCOUNT,
          "AWS::Region",
          REGION,
          "AWS::Partition",
          "aws",
          "AWS::StackName",
          "ponto",
          "AWS::StackId",
          "arn:aws:cloudformation:" + REGION + ":" + ACCOUNT + ":stack/ponto/loopback",
          "AWS::URLSuffix",
          "amazonaws.com");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?[^}]+)}");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;
  private final JsonNode root;
  private final Map<String, String> facts;

  private Template(Path file, JsonNode root, Map<String, String> facts) {
    this.file = file;
    this.root = root;
    this.facts = Map.copyOf(facts);
  }

  /** One thing to be deployed, with its properties as CloudFormation would see them. */
  record Resource(String id, String type, JsonNode properties) {
    /** A property that must be there, for instance {@code /Environment/Variables}. */
    JsonNode at(String pointer) {
      var node = properties.at(pointer);
      if (node.isMissingNode()) {
        throw new IllegalStateException(id + " has no " + pointer);
      }
      return node;
    }

    int number(String pointer, int otherwise) {
      var node = properties.at(pointer);
      return node.isMissingNode() ? otherwise : Integer.parseInt(node.asString());
    }
  }

  static Template read(Path file) throws IOException {
    return new Template(file, JSON.readTree(Files.readString(file)), Map.of());
  }

  /**
   * The same with what is known only when things run: values by {@code Id.Attribute}, and
   * parameters by name.
   */
  Template with(Map<String, String> known) {
    var all = new HashMap<>(facts);
    all.putAll(known);
    return new Template(file, root, all);
  }

  /** A file that was written beside it: the code of a function, for instance. */
  Path beside(String name) {
    return file.resolveSibling(name);
  }

  Stream<Resource> resources(String type) {
    return root.path("Resources").properties().stream()
        .filter(entry -> entry.getValue().path("Type").asString("").equals(type))
        .filter(entry -> holds(entry.getValue().path("Condition").asString("")))
        .map(entry -> resource(entry.getKey()));
  }

  /** The one resource of this type. */
  Resource only(String type) {
    var all = resources(type).toList();
    if (all.size() != 1) {
      throw new IllegalStateException(file + " has " + all.size() + " of " + type + ", not 1");
    }
    return all.getFirst();
  }

  Resource resource(String id) {
    var node = root.path("Resources").path(id);
    if (node.isMissingNode()) {
      throw new IllegalStateException(file + " has no resource " + id);
    }
    return new Resource(id, node.path("Type").asString(), resolve(node.path("Properties")));
  }

  /** The name of a queue: its own, or the one that it gets. */
  private String name(String id, String property) {
    return resolve(raw(id, property)).asString(id);
  }

  private JsonNode raw(String id, String property) {
    return root.path("Resources").path(id).path("Properties").path(property);
  }

  private JsonNode resolve(JsonNode node) {
    if (node.isArray()) {
      var array = JSON.createArrayNode();
      node.forEach(element -> addUnlessNothing(array::add, resolve(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    var function = intrinsic(node);
    if (function != null) {
      return apply(function, node.get(function));
    }
    var object = JSON.createObjectNode();
    for (var entry : node.properties()) {
      addUnlessNothing(value -> object.set(entry.getKey(), value), resolve(entry.getValue()));
    }
    return object;
  }

  private static void addUnlessNothing(Consumer<JsonNode> add, JsonNode value) {
    if (!value.isMissingNode()) {
      add.accept(value);
    }
  }

  private static @Nullable String intrinsic(JsonNode node) {
    if (node.size() != 1) {
      return null;
    }
    var name = node.propertyNames().iterator().next();
    return name.equals("Ref") || name.startsWith("Fn::") ? name : null;
  }

  private JsonNode apply(String function, JsonNode argument) {
    return switch (function) {
      case "Ref" ->
          argument.asString().equals("AWS::NoValue") ? JSON.missingNode() : reference(argument);
      case "Fn::GetAtt" -> text(attribute(argument));
      case "Fn::Join" ->
          text(
              resolve(argument.get(1))
                  .valueStream()
                  .map(JsonNode::asString)
                  .collect(joining(argument.get(0).asString())));
      case "Fn::Sub" -> text(substitute(argument));
      case "Fn::Select" ->
          resolve(argument.get(1)).get(Integer.parseInt(argument.get(0).asString()));
      case "Fn::Split" -> {
        var parts = JSON.createArrayNode();
        List.of(
                resolve(argument.get(1))
                    .asString()
                    .split(Pattern.quote(argument.get(0).asString()), -1))
            .forEach(parts::add);
        yield parts;
      }
      case "Fn::If" -> resolve(argument.get(holds(argument.get(0).asString()) ? 1 : 2));
      case "Fn::FindInMap" -> {
        var keys = resolve(argument);
        yield root.path("Mappings")
            .path(keys.get(0).asString())
            .path(keys.get(1).asString())
            .path(keys.get(2).asString());
      }
      default -> throw new IllegalStateException(file + " uses " + function + ": not known here");
    };
  }

  private static JsonNode text(String text) {
    return StringNode.valueOf(text);
  }

  private JsonNode reference(JsonNode argument) {
    var id = argument.asString();
    var parameter = root.path("Parameters").path(id);
    if (facts.containsKey(id) || parameter.isMissingNode()) {
      return text(referenceTo(id));
    }
    return parameter.path("Default");
  }

  private String referenceTo(String id) {
    var known = facts.containsKey(id) ? facts.get(id) : PSEUDO.get(id);
    if (known != null) {
      return known;
    }
    return switch (root.path("Resources").path(id).path("Type").asString("")) {
      case "AWS::Lambda::Alias" ->
          functionArn(resolve(raw(id, "FunctionName")).asString()) + ":" + name(id, "Name");
      case "AWS::Lambda::Version" ->
          functionArn(resolve(raw(id, "FunctionName")).asString()) + ":1";
      case "" -> throw new IllegalStateException(file + " refers to " + id + ", which is nowhere");
      default -> id;
    };
  }

  private String attribute(JsonNode argument) {
    var path =
        argument.isArray()
            ? argument.get(0).asString() + "." + argument.get(1).asString()
            : argument.asString();
    var known = facts.get(path);
    if (known != null) {
      return known;
    }
    var dot = path.indexOf('.');
    return attributeOf(path.substring(0, dot), path.substring(dot + 1));
  }

  private String attributeOf(String id, String attribute) {
    var type = root.path("Resources").path(id).path("Type").asString("");
    return switch (type + " " + attribute) {
      case "AWS::SQS::Queue Arn" ->
          "arn:aws:sqs:" + REGION + ":" + ACCOUNT + ":" + name(id, "QueueName");
      case "AWS::SQS::Queue QueueName" -> name(id, "QueueName");
      case "AWS::Lambda::Function Arn" -> functionArn(id);
      // What nobody here listens to: roles, keys, logs. Unlike anything real, so that it is seen.
      default -> id + "." + attribute;
    };
  }

  private static String functionArn(String id) {
    return id.startsWith("arn:")
        ? id
        : "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":function:" + id;
  }

  private String substitute(JsonNode argument) {
    var pattern = argument.isArray() ? argument.get(0).asString() : argument.asString();
    var own = argument.isArray() ? argument.get(1) : JSON.createObjectNode();
    return VARIABLE
        .matcher(pattern)
        .replaceAll(found -> Matcher.quoteReplacement(variable(found.group(1), own)));
  }

  private String variable(String name, JsonNode own) {
    if (name.startsWith("!")) {
      return "${" + name.substring(1) + "}";
    }
    if (own.has(name)) {
      return resolve(own.get(name)).asString();
    }
    return name.contains(".") ? attribute(text(name)) : reference(text(name)).asString();
  }

  private boolean holds(String condition) {
    return condition.isEmpty() || isTrue(root.path("Conditions").path(condition));
  }

  private boolean isTrue(JsonNode condition) {
    var name = condition.propertyNames().iterator().next();
    var argument = condition.get(name);
    return switch (name) {
      case "Condition" -> holds(argument.asString());
      case "Fn::Equals" -> resolve(argument.get(0)).equals(resolve(argument.get(1)));
      case "Fn::Not" -> !isTrue(argument.get(0));
      case "Fn::And" -> argument.valueStream().allMatch(this::isTrue);
      case "Fn::Or" -> argument.valueStream().anyMatch(this::isTrue);
      default -> throw new IllegalStateException(file + " has the condition " + name);
    };
  }

  /** Every resource and parameter by name: to say what there is when something is missing. */
  @Override
  public String toString() {
    return file + " " + ((ObjectNode) root.path("Resources")).propertyNames();
  }
}
