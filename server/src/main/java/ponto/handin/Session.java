package ponto.handin;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;

/** Somebody signed in, and which punches are theirs to hand in. */
final class Session {
  private static final int OK = 200;

  private final ClockDoor door;
  private final Patience patience;
  private final String login;
  private final String password;
  private String token;
  private final String subject;
  private final String employer;
  private final boolean collector;

  private Session(
      ClockDoor door, Patience patience, String login, String password, String token, Reply me) {
    this.door = door;
    this.patience = patience;
    this.login = login;
    this.password = password;
    this.token = token;
    subject = me.text("subject");
    employer = me.text("employer.document");
    collector = me.text("role").equals("collector");
  }

  /** Whether a punch goes out under this session. */
  sealed interface Verdict {
    record Sends(String text) implements Verdict {}

    record Leaves(String why) implements Verdict {}
  }

  /**
   * Signs in and asks who that is.
   *
   * @throws HandInFailure when nobody answers, or login or password is wrong
   */
  static Session open(ClockDoor door, Patience patience, HandIn.Login who) {
    reach(door);
    var password = who.password().get();
    var token = signIn(door, patience, who.name(), password);
    var me = patience.until(() -> door.me(token));
    if (me.status() != OK || me.text("subject").isEmpty()) {
      throw new HandInFailure("the clock does not say who that is: " + me.detail());
    }
    return new Session(door, patience, who.name(), password, token, me);
  }

  /** Before anybody types a password: is there a clock at all? */
  private static void reach(ClockDoor door) {
    try {
      door.clock();
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new HandInFailure(
          "no clock answers at "
              + door.base()
              + ": start it, or give its --url; the file is as it was");
    } catch (IOException e) {
      throw new HandInFailure(
          "what is at "
              + door.base()
              + " does not answer as a clock does ("
              + e.getClass().getSimpleName()
              + "): give its --url; the file is as it was");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HandInFailure("interrupted");
    }
  }

  private static String signIn(ClockDoor door, Patience patience, String login, String password) {
    var reply = patience.until(() -> door.signIn(login, password));
    if (reply.status() != OK || reply.text("accessToken").isEmpty()) {
      throw new HandInFailure("not signed in: " + reply.detail() + "; nothing more was sent");
    }
    return reply.text("accessToken");
  }

  String token() {
    return token;
  }

  /** Signs in anew. */
  void renew() {
    token = signIn(door, patience, login, password);
  }

  /** Its own punches go as they are; a collector says of another's whose it is. */
  Verdict may(Entry.Whole entry) {
    if (entry.subject().equals(subject)) {
      return new Verdict.Sends(entry.punch().text());
    }
    if (!collector) {
      return new Verdict.Leaves(
          "another account's: it signs in itself, or a collector hands it in");
    }
    if (entry.employer() == null) {
      return new Verdict.Leaves(
          "the file does not say which company it is for (an older page wrote it): only its own account can hand it in");
    }
    if (!employer.equals(entry.employer())) {
      return new Verdict.Leaves(
          "pressed for another company: its own account hands it in, or a collector of that company");
    }
    var worker = entry.worker();
    if (worker == null) {
      return new Verdict.Leaves("the file has no CPF for it: only its own account can hand it in");
    }
    if (entry.punch().namesPerson()) {
      return new Verdict.Leaves("it names a person itself: only its own account can hand it in");
    }
    return new Verdict.Sends(entry.punch().of(worker));
  }
}
