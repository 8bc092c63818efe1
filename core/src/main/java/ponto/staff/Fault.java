package ponto.staff;

/**
 * What is wrong with something that hr said; never repeats the value.
 *
 * @param field the field's name, the same in a body and in the header of a file
 * @param remedy what to do about it
 * @param clash whether it contradicts what is there, while it could be right by itself
 */
public record Fault(String field, String problem, String remedy, boolean clash) {
  static Fault wrong(String field, String problem, String remedy) {
    return new Fault(field, problem, remedy, false);
  }

  static Fault clash(String field, String problem, String remedy) {
    return new Fault(field, problem, remedy, true);
  }
}
