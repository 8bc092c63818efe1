package ponto.verify;

/** The two CRC-16 that time clocks are seen to use, by table. */
enum Checksum {
  /** CCITT-TRUE, what the Ministry says: "123456789" gives 2189. */
  KERMIT,
  /** CCITT-FALSE, of REP-C of the INMETRO's time: "123456789" gives 29B1. */
  CCITT_FALSE;

  private static final int POLYNOMIAL = 0x1021;
  private static final int POLYNOMIAL_REFLECTED = 0x8408;
  private static final int[] REFLECTED = new int[256];
  private static final int[] STRAIGHT = new int[256];

  static {
    for (var value = 0; value < 256; value++) {
      var low = value;
      var high = value << 8;
      for (var bit = 0; bit < 8; bit++) {
        low = (low & 1) == 0 ? low >>> 1 : (low >>> 1) ^ POLYNOMIAL_REFLECTED;
        high = (high & 0x8000) == 0 ? high << 1 : (high << 1) ^ POLYNOMIAL;
      }
      REFLECTED[value] = low;
      STRAIGHT[value] = high & 0xffff;
    }
  }

  /** Over the bytes from the first on. */
  int of(byte[] bytes, int length) {
    return switch (this) {
      case KERMIT -> {
        var crc = 0;
        for (var at = 0; at < length; at++) {
          crc = (crc >>> 8) ^ REFLECTED[(crc ^ bytes[at]) & 0xff];
        }
        yield crc;
      }
      case CCITT_FALSE -> {
        var crc = 0xffff;
        for (var at = 0; at < length; at++) {
          crc = ((crc << 8) & 0xffff) ^ STRAIGHT[((crc >>> 8) ^ bytes[at]) & 0xff];
        }
        yield crc;
      }
    };
  }
}
