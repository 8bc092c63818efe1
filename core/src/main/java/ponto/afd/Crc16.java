package ponto.afd;

/**
 * CRC-16/KERMIT: polynomial 0x1021 reflected, start 0, reflected in and out; "123456789" gives
 * 2189.
 */
public final class Crc16 {
  private static final int POLYNOMIAL = 0x1021;
  private static final int POLYNOMIAL_REFLECTED = 0x8408;

  private Crc16() {}

  /** The checksum, 0 to 65535. */
  public static int kermit(byte[] bytes) {
    var crc = 0;
    for (var value : bytes) {
      crc ^= value & 0xff;
      for (var bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL_REFLECTED;
      }
    }
    return crc;
  }

  /** CRC-16/CCITT-FALSE, start FFFF, not reflected: what REP-C of the INMETRO years print. */
  static int ccittFalse(byte[] bytes) {
    var crc = 0xffff;
    for (var value : bytes) {
      crc ^= (value & 0xff) << 8;
      for (var bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
      crc &= 0xffff;
    }
    return crc;
  }
}
