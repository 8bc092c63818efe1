package ponto.artemis;

import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** How the embedded broker is set: every write on disk before it counts, no network, lean start. */
final class BrokerSettings {
  /** Long enough to write a group of letters with one fsync, short for the lone sender. */
  private static final int FLUSH_NANOS = 200_000;

  /**
   * Holds some of the largest letters; all files are read byte by byte at a start, so not larger.
   */
  private static final int JOURNAL_FILE_BYTES = 1 << 20;

  /** The fewest that Artemis takes: the one written to and its successor. */
  private static final int JOURNAL_FILES_MIN = 2;

  /** Emptied files kept for reuse, since making one is slow; read at a start too, so not more. */
  private static final int JOURNAL_FILES_POOL = 24;

  /** Letters that no longer fit in memory lie in files of this size, freed when all are gone. */
  private static final int PAGE_BYTES = 4 << 20;

  /** Letters read ahead from the paging files: some recorders' batches. */
  private static final int READ_AHEAD_BYTES = 8 << 20;

  /** Senders' lane, completions, two queues and some takers: more would only queue for 2 cores. */
  private static final int THREADS_MAX = 16;

  private static final int SCHEDULED_THREADS = 2;
  private static final int NEVER = -1;
  private static final int UNLIMITED = -1;

  private BrokerSettings() {}

  static Configuration of(Path directory, long memoryBytesMax) {
    var configuration = new ConfigurationImpl();
    configuration.setName("ponto").setPersistenceEnabled(true).setSecurityEnabled(false);
    configuration.setJMXManagementEnabled(false).setResolveProtocols(false);
    keepOnDisk(configuration, directory);
    stayLean(configuration);
    // Beyond this the queues go to paging files. Never by a percentage of the disk: on a laptop
    // that is nearly full anyway, Artemis would stop taking letters without a word.
    configuration.setGlobalMaxSize(memoryBytesMax).setMaxDiskUsage(NEVER).setMinDiskFree(NEVER);
    configuration.addAddressSetting("#", addresses());
    for (var name : List.of(Broker.PUNCHES, Broker.DEAD)) {
      configuration.addQueueConfiguration(
          QueueConfiguration.of(name)
              .setAddress(name)
              .setRoutingType(RoutingType.ANYCAST)
              .setDurable(true));
    }
    return configuration;
  }

  private static void keepOnDisk(Configuration configuration, Path directory) {
    configuration
        .setJournalDirectory(directory.resolve("journal").toString())
        .setBindingsDirectory(directory.resolve("bindings").toString())
        .setPagingDirectory(directory.resolve("paging").toString())
        .setLargeMessagesDirectory(directory.resolve("large").toString());
    configuration
        .setJournalType(JournalType.NIO)
        .setJournalBufferTimeout_NIO(FLUSH_NANOS)
        .setPageSyncTimeout(FLUSH_NANOS)
        .setJournalSyncTransactional(true)
        .setJournalSyncNonTransactional(true)
        .setJournalDatasync(true)
        .setJournalFileSize(JOURNAL_FILE_BYTES)
        .setJournalMinFiles(JOURNAL_FILES_MIN)
        .setJournalPoolFiles(JOURNAL_FILES_POOL);
  }

  private static void stayLean(Configuration configuration) {
    configuration
        .setThreadPoolMaxSize(THREADS_MAX)
        .setScheduledThreadPoolMaxSize(SCHEDULED_THREADS)
        .setCriticalAnalyzer(false)
        .setMessageExpiryScanPeriod(NEVER)
        .setAddressQueueScanPeriod(NEVER)
        .setConfigurationFileRefreshPeriod(NEVER);
  }

  private static AddressSettings addresses() {
    return new AddressSettings()
        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
        .setPageSizeBytes(PAGE_BYTES)
        .setPrefetchPageBytes(READ_AHEAD_BYTES)
        // What takers hold must not count, or one slow recorder would keep the others' letters
        // in their files.
        .setMaxReadPageBytes(UNLIMITED)
        .setMaxReadPageMessages(UNLIMITED)
        // What is dead is the recorder's decision alone; named only to keep the broker's log quiet.
        .setMaxDeliveryAttempts(UNLIMITED)
        .setRedeliveryDelay(0)
        .setDeadLetterAddress(Broker.DEAD)
        .setExpiryAddress(Broker.DEAD)
        .setAutoCreateQueues(false)
        .setAutoCreateAddresses(false)
        .setAutoDeleteQueues(false)
        .setAutoDeleteAddresses(false);
  }
}
