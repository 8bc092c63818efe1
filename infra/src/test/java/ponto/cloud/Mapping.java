package ponto.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.runtime.resource.loader.StringResourceLoader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A mapping template of the gateway, rendered by Velocity set to the manner of version 1.7, which
 * the gateway's dialect comes from.
 */
final class Mapping {
  private static final VelocityEngine ENGINE = engine();

  private final Template template;

  Mapping(String text) {
    var name = UUID.nameUUIDFromBytes(text.getBytes(UTF_8)).toString();
    StringResourceLoader.getRepository().putStringResource(name, text);
    template = ENGINE.getTemplate(name);
  }

  private static VelocityEngine engine() {
    var settings = new Properties();
    settings.setProperty("resource.loaders", "string");
    settings.setProperty("resource.loader.string.class", StringResourceLoader.class.getName());
    settings.setProperty("resource.loader.string.cache", "true");
    settings.setProperty("parser.space_gobbling", "bc");
    settings.setProperty("parser.allow_hyphen_in_identifiers", "true");
    settings.setProperty("directive.if.empty_check", "false");
    var engine = new VelocityEngine(settings);
    engine.init();
    return engine;
  }

  /** The text that this template makes of a request. */
  String render(Input input, Map<String, Object> context) {
    var variables = new VelocityContext();
    variables.put("input", input);
    variables.put("context", context);
    variables.put("util", new Functions());
    var text = new StringWriter();
    template.merge(variables, text);
    return text.toString();
  }

  /** What templates call {@code $input}: the body and the parameters of a request. */
  public record Input(
      String body,
      Map<String, String> path,
      Map<String, String> query,
      Map<String, String> header) {
    public String getBody() {
      return body;
    }

    /** A parameter wherever it is; the empty text where it is nowhere. */
    public String params(String name) {
      return path.getOrDefault(name, query.getOrDefault(name, header.getOrDefault(name, "")));
    }

    /** All parameters, by where they are. */
    public Map<String, Map<String, String>> params() {
      return Map.of("path", path, "querystring", query, "header", header);
    }

    /** The body as JSON: only the whole of it, because no template here asks for a part. */
    public String json(String path) {
      if (!path.equals("$")) {
        throw new UnsupportedOperationException("$input.json('" + path + "')");
      }
      return body;
    }
  }

  /** What templates call {@code $util}. */
  public static final class Functions {
    public String urlEncode(String text) {
      return URLEncoder.encode(text, UTF_8);
    }

    public String urlDecode(String text) {
      return URLDecoder.decode(text, UTF_8);
    }

    public String base64Encode(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    public String base64Decode(String text) {
      return new String(Base64.getDecoder().decode(text), UTF_8);
    }

    public Object parseJson(String text) {
      return JsonMapper.shared().readValue(text, Object.class);
    }

    /** As a JavaScript string is written, the single quote escaped too. */
    public String escapeJavaScript(String text) {
      var escaped = new StringBuilder();
      for (var i = 0; i < text.length(); i++) {
        var character = text.charAt(i);
        switch (character) {
          case '"', '\\', '\'', '/' -> escaped.append('\\').append(character);
          case '\n' -> escaped.append("\\n");
          case '\r' -> escaped.append("\\r");
          case '\t' -> escaped.append("\\t");
          default -> {
            if (character < ' ' || character > '~') {
              escaped.append("\\u%04X".formatted((int) character));
            } else {
              escaped.append(character);
            }
          }
        }
      }
      return escaped.toString();
    }
  }
}
