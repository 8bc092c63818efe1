package ponto.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The accessibility rules of axe-core, asked of a page as it stands. */
final class Axe {
  private static final String RULES = read();

  private Axe() {}

  private static String read() {
    try (var file = requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"), "axe.min.js")) {
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What violates WCAG 2.2 A or AA or good practice: a rule and its elements in each line. */
  static List<String> violations(Page page) {
    page.evaluate(RULES);
    var found =
        page.evaluate(
            """
            async () => {
              const { violations, passes } = await axe.run(document, { resultTypes: ['violations', 'passes'] });
              if (passes.length === 0) throw new Error('axe looked at nothing');
              return JSON.stringify(violations.map(({ id, impact, help, nodes }) =>
                `${id} (${impact}): ${help}: ${nodes.map((node) => node.html).join(' | ')}`));
            }
            """);
    return JsonParser.parseString(String.valueOf(found)).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }
}
