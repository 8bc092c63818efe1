package ponto.ntp;

import java.util.Locale;
import java.util.regex.Pattern;

/** A server to ask for the time. */
public record TimeServer(String host, int port) {
  private static final int NTP_PORT = 123;

  /** A name, an IPv4 address, or an IPv6 address in brackets; then perhaps a port. */
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");

  /**
   * Reads {@code HOST[:PORT]}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static TimeServer of(String text) {
    var parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not HOST or HOST:PORT");
    }
    var port = parts.group(2) == null ? NTP_PORT : Integer.parseInt(parts.group(2));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("the port of \"" + text + "\" is not 1 to 65535");
    }
    var host = String.valueOf(parts.group(1)).toLowerCase(Locale.ROOT);
    return new TimeServer(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }

  @Override
  public String toString() {
    return port == NTP_PORT ? host : host + ":" + port;
  }
}
