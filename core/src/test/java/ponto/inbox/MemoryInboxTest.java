package ponto.inbox;

import ponto.testing.InboxContract;
import ponto.testing.MemoryInbox;

/** The memory inbox keeps the contract. */
class MemoryInboxTest extends InboxContract {
  @Override
  protected Inbox open(long bytesMax) {
    return new MemoryInbox(() -> NOW, bytesMax);
  }
}
