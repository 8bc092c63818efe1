package ponto.bench;

/**
 * Something that letters are stored into, in process, by senders of which each waits for its own.
 */
interface Store extends AutoCloseable {
  /** Stores one more letter; returns when it is durable. Each sender belongs to one thread. */
  void send(int sender) throws Exception;

  /** Throws away what was stored, so that memory is no part of the next measurement. */
  void empty() throws Exception;

  @Override
  void close();
}
