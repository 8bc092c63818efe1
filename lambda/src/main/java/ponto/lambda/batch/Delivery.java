package ponto.lambda.batch;

import ponto.inbox.Letter;

/** One message as the queue delivered it, perhaps not for the first time. */
public sealed interface Delivery {
  /** The queue's name for it, in the answer. */
  String messageId();

  /**
   * A letter.
   *
   * @param receives how often it was delivered, this time included
   */
  record Addressed(String messageId, int receives, Letter letter) implements Delivery {}

  /**
   * What our gateway never sends: nobody can say whose it is, so no table can keep it.
   *
   * @param fault what is missing or wrong, without a value
   */
  record Stray(String messageId, String fault) implements Delivery {}
}
