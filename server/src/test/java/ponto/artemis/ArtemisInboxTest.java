package ponto.artemis;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import ponto.inbox.Inbox;
import ponto.testing.DurableInboxContract;

/** The inbox of one machine keeps the contract. */
class ArtemisInboxTest extends DurableInboxContract {
  @TempDir Path directory = Path.of("");
  private int opened;
  private long bytesMax;

  @Override
  protected Inbox open(long bytesMax) {
    this.bytesMax = bytesMax;
    opened++;
    return reopen();
  }

  @Override
  protected Inbox reopen() {
    var settings = ArtemisInbox.Settings.in(directory.resolve("inbox" + opened));
    return new ArtemisInbox(settings.withDiskBytesMax(bytesMax), () -> NOW);
  }
}
