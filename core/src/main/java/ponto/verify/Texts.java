package ponto.verify;

import org.jspecify.annotations.Nullable;

/** Text in ISO-8859-1. */
final class Texts {
  private Texts() {}

  static Form.@Nullable Fault fault(byte[] bytes, int from, int to) {
    for (var at = from; at < to; at++) {
      var value = bytes[at] & 0xff;
      if (value < 0x20 || value == 0x7f) {
        return Form.Fault.CONTROL;
      }
      // A letter that UTF-8 leads with and a sign that it goes on with: nobody is called so.
      if (value >= 0xc2 && value <= 0xdf && at + 1 < to && (bytes[at + 1] & 0xc0) == 0x80) {
        return Form.Fault.UTF_8;
      }
      if (value >= 0x80 && value < 0xa0) {
        return Form.Fault.CONTROL;
      }
    }
    return null;
  }
}
