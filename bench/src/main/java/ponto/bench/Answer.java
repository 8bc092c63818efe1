package ponto.bench;

/** What came back for one request: the status, and the body when it was asked for. */
record Answer(int status, String body) {
  /** The punch, or whatever was sent, is in the server's hands. */
  boolean accepted() {
    return status == 202;
  }
}
