package ponto.punch;

import org.jspecify.annotations.Nullable;

/**
 * What speaks for a punch beside its content: personal data, kept apart and for a limited time.
 *
 * @param place where the device believed to be
 * @param clock how the device's clock stood to the server's
 * @param device the id that the device gave itself
 * @param app the version of the program that was pressed
 */
public record Evidence(
    @Nullable Place place,
    @Nullable ClockSample clock,
    @Nullable String device,
    @Nullable String app) {
  /** Nothing was said. */
  public static final Evidence NONE = new Evidence(null, null, null, null);

  /** A position in degrees, with its accuracy in metres where the device said one. */
  public record Place(double latitude, double longitude, @Nullable Double accuracyMeters) {}

  /**
   * How the device's clock stood to the server's when it last asked, and what it did since.
   *
   * @param offsetMillis the server's clock minus the device's at that sample
   * @param monotonicMillis from that sample to the press, by a clock that nobody can set
   * @param wallMillis the same by the device's ordinary clock
   */
  public record ClockSample(
      double offsetMillis, @Nullable Double monotonicMillis, @Nullable Double wallMillis) {
    /** By how much the ordinary clock was set back between the sample and the press; else 0. */
    double setBackMillis() {
      return monotonicMillis == null || wallMillis == null ? 0 : monotonicMillis - wallMillis;
    }
  }
}
