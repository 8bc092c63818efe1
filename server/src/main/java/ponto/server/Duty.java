package ponto.server;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import ponto.access.Connections;
import ponto.duty.DutyKeeper;
import ponto.duty.Elapsed;
import ponto.duty.Machine;
import ponto.duty.Server;
import ponto.duty.StepWatch;
import ponto.ntp.LegalTime;
import ponto.ntp.TimeServer;

/** This process's part in the service: that it is there, and how right its clock is. */
final class Duty {
  /** Whatever it waits for is at most a recorder's batch; a stop does not wait long for it. */
  static final String OPTIONS = "statement_timeout=10000";

  /** For one transaction at the end; where it does not fit, the next start tells it. */
  private static final long END_MILLIS = 2_000;

  private final DutyKeeper keeper;
  private final LegalTime legalTime;
  private final Thread keeperThread;
  private final Thread legalTimeThread;

  Duty(
      Connections connections,
      InstantSource clock,
      DataDirectory data,
      List<TimeServer> timeServers) {
    var server = new Server(installation(data), UUID.randomUUID(), Machine.here());
    var watch = new StepWatch(clock, new Elapsed());
    keeper = new DutyKeeper(connections, clock, server, watch, this::stepped);
    legalTime = new LegalTime(timeServers, clock, keeper::keep);
    keeperThread = Thread.ofPlatform().name("duty-keeper").unstarted(keeper);
    // A daemon: the look-up of a name may take longer than a stop.
    legalTimeThread = Thread.ofPlatform().daemon().name("legal-time").unstarted(legalTime);
  }

  private static UUID installation(DataDirectory data) {
    var known = data.read("installation");
    if (known.isPresent()) {
      return UUID.fromString(known.get());
    }
    var made = UUID.randomUUID();
    data.write("installation", made.toString());
    return made;
  }

  private void stepped() {
    legalTime.wake();
  }

  /** With the database there: the ledgers are told before anything else is written. */
  void begin() {
    keeper.tick();
    keeperThread.start();
    legalTimeThread.start();
  }

  LegalTime legalTime() {
    return legalTime;
  }

  /** What is to be told at {@code /readyz}. */
  List<String> notWell() {
    if (keeperThread.getState() == Thread.State.TERMINATED) {
      return List.of(keeperThread.getName());
    }
    return legalTime.clockIsOff() ? List.of("clock") : List.of();
  }

  /** Tells the ledgers that the service ends, where this was the last process of it. */
  void end() throws InterruptedException {
    legalTime.stop();
    keeper.stop();
    if (keeperThread.getState() != Thread.State.NEW) {
      keeperThread.join(END_MILLIS);
    }
  }
}
