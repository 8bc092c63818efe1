package ponto.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option has an environment variable: {@code --demo-workers} is {@code PONTO_DEMO_WORKERS}.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z]+(-[a-z]+)*");

  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option ? environment.get(variable(option)) : null;
  }

  /**
   * The message with every option that these arguments do not give, but the environment, under the
   * name of its variable: who reads it looks for the wrong value there.
   */
  String named(String message, List<String> arguments) {
    return OPTION
        .matcher(message)
        .replaceAll(found -> {
          var option = found.group();
          var given =
              arguments.stream().anyMatch(a -> a.equals(option) || a.startsWith(option + "="));
          return given || !environment.containsKey(variable(option)) ? option : variable(option);
        });
  }

  private static String variable(OptionSpec option) {
    return variable(option.longestName());
  }

  private static String variable(String option) {
    return "PONTO_" + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
