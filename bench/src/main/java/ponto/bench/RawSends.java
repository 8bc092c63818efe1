package ponto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/**
 * Artemis as its manual has it: an embedded broker and its own client in the same process, one
 * session for each sender, every send waiting for the disk.
 */
final class RawSends implements Store {
  private static final String QUEUE = "punches";
  // As in the product's broker.
  private static final int FLUSH_NANOS = 200_000;
  private static final int JOURNAL_FILE_BYTES = 10 << 20;

  private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
  private final ServerLocator locator;
  private final ClientSessionFactory factory;
  private final List<Sender> senders = new ArrayList<>();
  private final byte[] letter;

  RawSends(Path directory, int senders, String letter) throws Exception {
    this.letter = letter.getBytes(UTF_8);
    var configuration = new ConfigurationImpl();
    configuration
        .setPersistenceEnabled(true)
        .setSecurityEnabled(false)
        .setJMXManagementEnabled(false)
        .addAcceptorConfiguration(new TransportConfiguration(InVMAcceptorFactory.class.getName()))
        .setJournalDirectory(directory.resolve("journal").toString())
        .setBindingsDirectory(directory.resolve("bindings").toString())
        .setPagingDirectory(directory.resolve("paging").toString())
        .setLargeMessagesDirectory(directory.resolve("large").toString())
        .setJournalType(JournalType.NIO)
        .setJournalBufferTimeout_NIO(FLUSH_NANOS)
        .setJournalFileSize(JOURNAL_FILE_BYTES)
        .setMaxDiskUsage(-1)
        .addQueueConfiguration(
            QueueConfiguration.of(QUEUE)
                .setAddress(QUEUE)
                .setRoutingType(RoutingType.ANYCAST)
                .setDurable(true));
    broker.setConfiguration(configuration);
    broker.start();
    locator =
        ActiveMQClient.createServerLocatorWithoutHA(
                new TransportConfiguration(InVMConnectorFactory.class.getName()))
            .setBlockOnDurableSend(true);
    factory = locator.createSessionFactory();
    for (int sender = 0; sender < senders; sender++) {
      var session = factory.createSession(true, true);
      this.senders.add(new Sender(session, session.createProducer(QUEUE)));
    }
  }

  @Override
  public void send(int sender) throws Exception {
    var own = senders.get(sender);
    var message = own.session().createMessage(true);
    message.getBodyBuffer().writeBytes(letter);
    own.producer().send(message);
  }

  @Override
  public void empty() throws Exception {
    broker.getActiveMQServer().locateQueue(QUEUE).deleteAllReferences();
  }

  @Override
  public void close() {
    factory.close();
    locator.close();
    try {
      broker.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the broker did not stop", e);
    }
  }

  private record Sender(ClientSession session, ClientProducer producer) {}
}
