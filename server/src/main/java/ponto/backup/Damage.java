package ponto.backup;

/**
 * A backup that is not what it says it is; the message names the file and what is wrong with it.
 */
public final class Damage extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Damage(String file, String what) {
    super(file + " " + what);
  }
}
