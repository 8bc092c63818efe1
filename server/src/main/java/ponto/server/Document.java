package ponto.server;

import org.jspecify.annotations.Nullable;
import ponto.api.Response;

/** The contract as JSON, written when first asked for. */
final class Document {
  private final Contract contract;
  private @Nullable Response answer;

  Document(Contract contract) {
    this.contract = contract;
  }

  synchronized Response answer() {
    var written = answer;
    if (written == null) {
      written = Response.json(contract.json());
      answer = written;
    }
    return written;
  }
}
