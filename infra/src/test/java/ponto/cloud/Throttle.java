package ponto.cloud;

import java.util.function.LongSupplier;

/** The stage's token bucket: so many requests a second, and so many at once before that counts. */
final class Throttle {
  private final double perNano;
  private final double burst;
  private final LongSupplier nanoTime;
  private double tokens;
  private long last;

  Throttle(double perSecond, double burst, LongSupplier nanoTime) {
    this.perNano = perSecond / 1e9;
    this.burst = burst;
    this.nanoTime = nanoTime;
    this.tokens = burst;
    this.last = nanoTime.getAsLong();
  }

  /** As the template's stage says it for all methods; without a word there is no bound here. */
  static Throttle of(Template template) {
    var settings =
        template
            .resources("AWS::ApiGateway::Stage")
            .flatMap(stage -> stage.properties().path("MethodSettings").valueStream())
            .filter(setting -> setting.path("ResourcePath").asString("").equals("/*"))
            .filter(setting -> setting.has("ThrottlingRateLimit"))
            .findFirst();
    return settings
        .map(setting ->
            new Throttle(
                Double.parseDouble(setting.path("ThrottlingRateLimit").asString()),
                Double.parseDouble(setting.path("ThrottlingBurstLimit").asString()),
                System::nanoTime))
        .orElseGet(() -> new Throttle(0, Double.MAX_VALUE, System::nanoTime));
  }

  /** Takes a token for one request, if there is one. */
  synchronized boolean admits() {
    var now = nanoTime.getAsLong();
    tokens = Math.min(burst, tokens + (now - last) * perNano);
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
