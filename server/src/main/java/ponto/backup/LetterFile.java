package ponto.backup;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Letters one after the other in a file: waiting or dead, the reason and instant, their bytes. */
public final class LetterFile {
  /** Its name in a backup. */
  public static final String NAME = "letters.gz";

  private static final int END = 0;
  private static final int WAITING = 1;
  private static final int DEAD = 2;

  /** Longer than the inbox takes; more is damage, not a letter. */
  private static final int LETTER_BYTES_MAX = 1 << 20;

  private LetterFile() {}

  /** Who is given each letter. */
  public interface Reader {
    void waiting(byte[] letter) throws IOException;

    void dead(byte[] letter, String reason, long buriedAtMillis) throws IOException;
  }

  /** Writes letters as they are handed over; closing marks the end. */
  public static final class Writer implements Reader, AutoCloseable {
    private final DataOutputStream out;
    private long waiting;
    private long dead;

    public Writer(OutputStream out) {
      this.out = new DataOutputStream(out);
    }

    @Override
    public void waiting(byte[] letter) throws IOException {
      out.writeByte(WAITING);
      bytes(letter);
      waiting++;
    }

    @Override
    public void dead(byte[] letter, String reason, long buriedAtMillis) throws IOException {
      out.writeByte(DEAD);
      out.writeUTF(reason);
      out.writeLong(buriedAtMillis);
      bytes(letter);
      dead++;
    }

    private void bytes(byte[] letter) throws IOException {
      out.writeInt(letter.length);
      out.write(letter);
    }

    /** How many were written. */
    public Manifest.Letters count() {
      return new Manifest.Letters(waiting, dead);
    }

    @Override
    public void close() throws IOException {
      out.writeByte(END);
      out.flush();
    }
  }

  /** Reads all; answers how many there were. */
  public static Manifest.Letters read(InputStream from, Reader reader) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(from));
    var waiting = 0L;
    var dead = 0L;
    while (true) {
      switch (in.readByte()) {
        case WAITING -> {
          reader.waiting(letter(in));
          waiting++;
        }
        case DEAD -> {
          var reason = in.readUTF();
          var buriedAt = in.readLong();
          reader.dead(letter(in), reason, buriedAt);
          dead++;
        }
        case END -> {
          return new Manifest.Letters(waiting, dead);
        }
        default -> throw new Damage(NAME, "is damaged: it holds something that is no letter");
      }
    }
  }

  private static byte[] letter(DataInputStream in) throws IOException {
    var length = in.readInt();
    if (length < 0 || length > LETTER_BYTES_MAX) {
      throw new Damage(NAME, "is damaged: a letter of " + length + " bytes");
    }
    return in.readNBytes(length);
  }
}
