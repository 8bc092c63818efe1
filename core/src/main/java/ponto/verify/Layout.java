package ponto.verify;

import java.util.ArrayList;
import java.util.List;

/** The columns of one record type. */
final class Layout {
  /**
   * One field.
   *
   * @param number as the law counts, from 1
   * @param from its first column, counted from 0
   * @param to the column behind it
   */
  record Field(int number, String name, int from, int to, Form form) {}

  private static final int CRC_LENGTH = 4;

  private final char type;
  private final int length;
  private final boolean hasCrc;
  private final Field[] fields;

  private Layout(char type, int length, boolean hasCrc, List<Field> fields) {
    this.type = type;
    this.length = length;
    this.hasCrc = hasCrc;
    this.fields = fields.toArray(Field[]::new);
  }

  static Builder of(char type) {
    return new Builder(type);
  }

  char type() {
    return type;
  }

  int length() {
    return length;
  }

  boolean hasCrc() {
    return hasCrc;
  }

  /** Where the checksum stands, which covers all before it. */
  int crcFrom() {
    return length - CRC_LENGTH;
  }

  int fieldCount() {
    return fields.length;
  }

  /** The field at this index, from 0. */
  Field field(int index) {
    return fields[index];
  }

  /** Puts fields one behind the other. */
  static final class Builder {
    private final List<Field> fields = new ArrayList<>();
    private final char type;
    private int length;

    private Builder(char type) {
      this.type = type;
    }

    Builder field(String name, int width, Form form) {
      fields.add(new Field(fields.size() + 1, name, length, length + width, form));
      length += width;
      return this;
    }

    Layout end() {
      return new Layout(type, length, false, fields);
    }

    Layout endWithCrc() {
      field("CRC-16", CRC_LENGTH, Form.OTHERWISE);
      return new Layout(type, length, true, fields);
    }
  }
}
