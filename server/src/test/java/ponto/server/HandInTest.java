package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ponto.handin.HandInFailure;
import ponto.handin.Left;

/** Exported punches reach a real clock under a sign-in of their own, or stay in the file. */
final class HandInTest {
  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @SuppressWarnings("NullAway.Init") // By JUnit.
  private Exported exported;

  @BeforeAll
  static void open() {
    site = Site.demo();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  @BeforeEach
  void begin() {
    exported = new Exported();
  }

  @AfterEach
  void end() {
    exported.remove();
  }

  private static String url() {
    return site.uri().toString();
  }

  private static String subject(Caller caller) {
    return caller.get("/v1/me").expect(200).text("subject");
  }

  /** Presses of a worker in the file; answers their ids. */
  private List<String> press(int worker, int times) {
    var subject = subject(site.worker(worker));
    var ids = new ArrayList<String>();
    for (var i = 0; i < times; i++) {
      ids.add(Press.newId());
      exported.with(subject, Demo.cpf(worker), Press.own(ids.getLast()));
    }
    return ids;
  }

  private static String recorded(String id) {
    assertThat(site.as("rh").settled(id).text("status")).isEqualTo("recorded");
    return site.ask("SELECT nsr FROM punch WHERE id = '" + id + "'");
  }

  private static List<String> whys(List<Left> left) {
    return left.stream().map(Left::why).toList();
  }

  @Test
  void own_punches_are_recorded_and_leave_an_empty_file_behind() {
    var ids = press(1, 250);
    var result = exported.write().handIn(url(), Demo.cpf(1));

    assertThat(result.accepted()).isEqualTo(250);
    assertThat(result.left()).isEmpty();
    ids.forEach(HandInTest::recorded);
    assertThat(exported.now()).isEmpty();
    assertThat(exported.read()).contains("\"entries\":[]", "\"app\":\"kept\"");
    assertThat(exported.progress())
        .containsExactly("100 of 250 accepted", "200 of 250 accepted", "250 of 250 accepted");
    assertThat(exported.handIn(url(), Demo.cpf(1)).left()).isEmpty();
  }

  @Test
  void the_same_file_handed_in_twice_changes_nothing() {
    var ids = press(2, 3);
    // As a kill before the file was rewritten leaves it.
    exported.write().handIn(url(), Demo.cpf(2));
    var nsrs = ids.stream().map(HandInTest::recorded).toList();
    Books.settled(site);
    var punches = site.ask("SELECT count(*) FROM punch");
    var doubts = site.ask("SELECT count(*) FROM set_aside");

    var again = exported.write().handIn(url(), Demo.cpf(2));
    assertThat(again.accepted()).isEqualTo(3);
    // And by a collector, who has to say whose it is: the same content all the same.
    exported.write().handIn(url(), "coletor");

    Books.settled(site);
    assertThat(ids.stream().map(HandInTest::recorded)).isEqualTo(nsrs);
    assertThat(site.ask("SELECT count(*) FROM punch")).isEqualTo(punches);
    assertThat(site.ask("SELECT count(*) FROM set_aside")).isEqualTo(doubts);
  }

  @Test
  void punches_of_others_stay_byte_for_byte_and_wait_for_their_own_sign_in() {
    var own = press(3, 2);
    var others = press(4, 2);
    var entries = exported.write().now();

    var result = exported.handIn(url(), Demo.cpf(3));
    assertThat(result.accepted()).isEqualTo(2);
    assertThat(whys(result.left())).hasSize(2).allMatch(why -> why.contains("another account"));
    assertThat(result.left().getFirst().name()).isEqualTo("Fulana 2");
    assertThat(result.left().toString()).doesNotContain(Demo.cpf(4));
    assertThat(exported.now()).isEqualTo(entries.subList(2, 4));
    own.forEach(HandInTest::recorded);
    others.forEach(id -> site.as("rh").get("/v1/punches/" + id).problem(404));

    assertThat(exported.handIn(url(), Demo.cpf(4)).left()).isEmpty();
    others.forEach(HandInTest::recorded);
  }

  @Test
  void a_collector_names_the_person_and_leaves_what_it_cannot_name() {
    var ids = press(5, 1);
    ids.addAll(press(6, 1));
    var nobodys = Press.newId();
    exported.with("somebody", null, Press.own(nobodys));
    var named = Press.newId();
    exported.with("another collector", Demo.cpf(5), Press.by(named, Demo.cpf(6)));

    var result = exported.write().handIn(url(), "coletor");

    assertThat(result.accepted()).isEqualTo(2);
    assertThat(whys(result.left()))
        .satisfiesExactly(
            why -> assertThat(why).contains("no CPF"),
            why -> assertThat(why).contains("names a person"));
    ids.forEach(HandInTest::recorded);
    assertThat(site.as("rh").get("/v1/punches/" + ids.getLast()).text("worker"))
        .isEqualTo(Demo.cpf(6));
    for (var id : List.of(nobodys, named)) {
      site.as("rh").get("/v1/punches/" + id).problem(404);
    }
  }

  @Test
  void a_collector_hands_in_for_its_own_employer_only() {
    var foreign = Press.newId();
    var old = Press.newId();
    var subject = subject(site.worker(14));
    // The same CPF may work at two companies: nothing but the employer tells them apart.
    exported.with("11444777000161", "somebody there", Demo.cpf(14), Press.own(foreign));
    exported.with(null, subject, Demo.cpf(14), Press.own(old));
    var ids = press(14, 1);

    var result = exported.write().handIn(url(), "coletor");

    assertThat(result.accepted()).isEqualTo(1);
    assertThat(whys(result.left()))
        .satisfiesExactly(
            why -> assertThat(why).contains("another company"),
            why -> assertThat(why).contains("older page"));
    ids.forEach(HandInTest::recorded);
    site.as("rh").get("/v1/punches/" + foreign).problem(404);

    assertThat(exported.handIn(url(), Demo.cpf(14)).accepted()).isEqualTo(1);
    recorded(old);
  }

  @Test
  void a_poisoned_punch_stays_with_its_problem_and_holds_up_nobody() {
    var ids = press(7, 20);
    var subject = subject(site.worker(7));
    exported.with(subject, Demo.cpf(7), Press.of(Press.newId(), Map.of("zone", "\"São Paulo\"")));
    exported.with(subject, Demo.cpf(7), "{}");
    ids.addAll(press(7, 20));

    var result = exported.write().handIn(url(), Demo.cpf(7));

    assertThat(result.accepted()).isEqualTo(40);
    assertThat(whys(result.left())).hasSize(2).allMatch(why -> why.startsWith("refused: "));
    ids.forEach(HandInTest::recorded);
    assertThat(exported.now())
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry).containsKeys("problem", "punch", "subject"))
        .anySatisfy(entry -> assertThat(entry).containsEntry("punch", "{}"));
    assertThat(String.valueOf(exported.now().getFirst().get("problem"))).contains("/zone");

    var more = press(7, 1);
    var kept = exported.read();
    exported.write(
        kept.substring(0, kept.lastIndexOf("\n]"))
            + ","
            + exported.text().substring(exported.text().lastIndexOf("{\"subject\"")));
    assertThat(exported.handIn(url(), Demo.cpf(7)).accepted()).isEqualTo(1);
    more.forEach(HandInTest::recorded);
    assertThat(exported.now()).hasSize(2);
  }

  @Test
  void a_broken_entry_is_listed_and_stays_as_it_is() {
    var broken =
        List.of(
            "5",
            "\"text\"",
            "[{}]",
            "null",
            "{}",
            "{\"subject\":\"s\",\"worker\":\"1\",\"punch\":\"{}\"}",
            "{\"subject\":\"s\",\"subject\":\"t\",\"punch\":\"{}\"}",
            "{\"subject\":\"s\",\"name\":\"Ana\\u001b[2J\",\"punch\":\"{\"}",
            "{\"subject\":\"s\",\"punch\":\"{},{}\"}",
            "{\"subject\":\"s\",\"punch\":\"{}],\\\"punches\\\":[{}\"}",
            "{\"subject\":\"s\",\"punch\":\"{\\\"id\\\":\\\"\\ud800\\\"}\"}",
            "{\"subject\":\"s\",\"punch\":{\"id\":1}, \"big\": 123456789012345678901234567890}");
    broken.subList(0, 6).forEach(exported::raw);
    var ids = press(8, 1);
    broken.subList(6, broken.size()).forEach(exported::raw);

    var result = exported.write().handIn(url(), Demo.cpf(8));

    assertThat(result.accepted()).isEqualTo(1);
    assertThat(result.left()).hasSize(broken.size()).allMatch(left -> !left.why().isBlank());
    assertThat(result.left().toString()).doesNotContain("\u001b");
    ids.forEach(HandInTest::recorded);
    assertThat(exported.read()).contains(String.join(",\n  ", broken));
  }

  @Test
  void what_is_no_such_file_is_refused_by_name_and_left_alone() {
    var head = "{\"format\":\"ponto-pending-punches\",\"version\":";
    var texts =
        Map.of(
            "",
            "not a file of pending punches",
            "[]",
            "not a file of pending punches",
            "{\"format\":\"other\",\"version\":1,\"entries\":[]}",
            "not a file of pending punches",
            head + "1}",
            "not a file of pending punches",
            head + "2,\"entries\":[]}",
            "version 2",
            head + "99999999999999999999,\"entries\":[]}",
            "update it",
            head + "1,\"entries\":[]}{}",
            "not a file of pending punches",
            head + "1,\n \"entries\":[{\"subject\":}]}",
            "line 2, column",
            head + "1,\"entries\":[],\"entries\":[]}",
            "twice",
            "\uFEFF" + head + "1,\"entries\":[]}",
            "UTF-8");
    texts.forEach((text, told) -> {
      exported.write(text);
      assertThatThrownBy(() -> exported.handIn(url(), Demo.cpf(1)))
          .as(text)
          .isInstanceOf(HandInFailure.class)
          .hasMessageContaining("pending.json")
          .hasMessageContaining(told);
      assertThat(exported.read()).isEqualTo(text);
    });
    Site.remove(exported.file());
    assertThatThrownBy(() -> exported.handIn(url(), Demo.cpf(1)))
        .hasMessageContaining("there is no file");
  }

  @Test
  void a_wrong_password_and_a_clock_that_is_away_leave_the_file_untouched() throws IOException {
    press(9, 1);
    var before = exported.write().read();
    assertThatThrownBy(() -> exported.handIn(url(), Demo.cpf(9), "wrong"))
        .isInstanceOf(HandInFailure.class)
        .hasMessageContaining("wrong login or password");
    int port;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    assertThatThrownBy(() -> exported.handIn("http://127.0.0.1:" + port, Demo.cpf(9)))
        .isInstanceOf(HandInFailure.class)
        .hasMessageContaining("no clock answers at http://127.0.0.1:" + port);
    assertThat(exported.read()).isEqualTo(before);
  }

  @Test
  void a_password_never_travels_unencrypted_to_another_machine() {
    press(9, 1);
    exported.write();
    assertThatThrownBy(() -> exported.handIn("http://203.0.113.9:8080", Demo.cpf(9)))
        .hasMessageContaining("unencrypted");
    for (var url : List.of("", "127.0.0.1", "ftp://127.0.0.1", "http://", "http:// x")) {
      assertThatThrownBy(() -> exported.handIn(url, Demo.cpf(9)))
          .as(url)
          .hasMessageContaining("--url");
    }
  }

  @Test
  void who_could_read_the_file_can_read_it_afterwards_and_a_link_stays_a_link() throws IOException {
    press(10, 1);
    press(11, 1);
    exported.write();
    var mode = PosixFilePermissions.fromString("rw-r-----");
    Files.setPosixFilePermissions(exported.file(), mode);
    var real = exported.file().resolveSibling("real.json");
    Files.move(exported.file(), real);
    Files.createSymbolicLink(exported.file(), real);

    exported.handIn(url(), Demo.cpf(10));

    assertThat(exported.file()).isSymbolicLink();
    assertThat(exported.now()).hasSize(1);
    assertThat(Files.getPosixFilePermissions(real)).isEqualTo(mode);
    try (var files = Files.list(real.resolveSibling("."))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void the_command_prints_what_stays_and_answers_1_until_everything_went() {
    press(12, 1);
    press(13, 1);
    exported.write();
    var password = Map.of("PONTO_PASSWORD", Demo.PASSWORD);
    var file = exported.file().toString();
    for (var last : List.of(false, true)) {
      var login = Demo.cpf(last ? 13 : 12);
      try (var child =
          Child.run(password, List.of("hand-in", file, "--login", login, "--url", url()))) {
        assertThat(child.ended()).as(child.err()).isEqualTo(last ? 0 : 1);
        assertThat(child.out())
            .startsWith("accepted: 1, still in the file: " + (last ? 0 : 1) + "\n")
            .doesNotContain(Demo.cpf(13));
        assertThat(child.out().lines()).hasSize(last ? 1 : 2);
        assertThat(child.err()).isEqualTo("ponto: 1 of 1 accepted\n");
      }
    }
    exported.write();
    try (var child = Child.run("hand-in", file, "--login", Demo.cpf(12), "--url", url())) {
      assertThat(child.ended()).isEqualTo(69);
      assertThat(child.err()).contains("no password").doesNotContain("\tat ");
    }
    try (var child = Child.run("hand-in", file)) {
      assertThat(child.ended()).isEqualTo(64);
      assertThat(child.err()).contains("--login");
    }
  }
}
