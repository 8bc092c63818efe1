package ponto.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The matrix of design.md 7, cell by cell. */
class AccessTest {
  /**
   * The document's words for each cell; a row of the document that reads and writes is two here.
   */
  private static final String MATRIX =
      """
      PUNCH             | self | any    | self   | self | -    | -
      READ_PUNCHES      | self | sent   | people | all  | all  | -
      READ_REPORTS      | -    | -      | people | all  | all  | -
      LIST_WORKERS      | -    | names  | people | all  | all  | -
      READ_ROSTER       | -    | -      | -      | all  | all  | -
      CHANGE_ROSTER     | -    | -      | -      | all  | -    | -
      READ_SET_ASIDE    | -    | -      | -      | all  | all  | -
      DECIDE_SET_ASIDE  | -    | -      | -      | all  | -    | -
      READ_DEAD         | -    | -      | -      | all  | all  | -
      REDRIVE_DEAD      | -    | -      | -      | all  | -    | -
      READ_CORRECTIONS  | self | -      | people | all  | all  | -
      ASK_CORRECTION    | self | -      | -      | all  | -    | -
      DECIDE_CORRECTION | -    | -      | people | all  | -    | -
      READ_ESPELHO      | self | -      | people | all  | all  | -
      EXPORT_FILES      | -    | -      | -      | all  | all  | -
      ATTEST            | -    | -      | -      | all  | -    | all
      IMPORT_MARKS      | -    | -      | -      | all  | -    | all
      READ_IMPORTED_FILES | -  | -      | -      | all  | all  | all
      READ_FOREIGN_PEOPLE | -  | -      | -      | all  | all  | -
      BIND_FOREIGN_PERSON | -  | -      | -      | all  | -    | -
      MANAGE_KIOSKS     | -    | -      | -      | all  | -    | all
      MANAGE_USERS      | -    | -      | -      | -    | -    | all
      READ_EVIDENCE     | self | -      | self   | all  | all  | -
      ERASE_EVIDENCE    | -    | -      | -      | all  | -    | -
      CHANGE_SETTINGS   | -    | -      | -      | -    | -    | all
      READ_AUDIT        | -    | -      | -      | all  | all  | all
      """;

  private static final Map<String, Scope> WORDS =
      Map.of(
          "-", Scope.NONE,
          "self", Scope.SELF,
          "sent", Scope.SENT,
          "people", Scope.PEOPLE,
          "names", Scope.NAMES,
          "any", Scope.EMPLOYER,
          "all", Scope.EMPLOYER);

  private static final List<Role> COLUMNS =
      List.of(Role.WORKER, Role.COLLECTOR, Role.MANAGER, Role.HR, Role.AUDITOR, Role.ADMIN);

  @Test
  void every_cell_of_the_matrix_is_as_the_document_says() {
    var rows =
        MATRIX
            .lines()
            .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
            .toList();

    assertThat(rows.stream().map(List::getFirst)).containsExactlyElementsOf(names());
    for (var row : rows) {
      for (var column = 0; column < COLUMNS.size(); column++) {
        assertThat(Access.scope(COLUMNS.get(column), Action.valueOf(row.getFirst())))
            .as("%s by %s", row.getFirst(), COLUMNS.get(column))
            .isEqualTo(WORDS.get(row.get(column + 1)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void a_dismissed_worker_may_hand_in_punches_and_nothing_else(Action action) {
    var dismissed = new Principal("s", 1, Role.WORKER, "52998224725", true);

    assertThat(Access.scope(dismissed, action).allows()).isEqualTo(action == Action.PUNCH);
  }

  @Test
  void handing_in_only_gives_no_role_a_punch_that_it_had_not() {
    var auditor = new Principal("s", 1, Role.AUDITOR, null, true);

    assertThat(Access.scope(auditor, Action.PUNCH)).isEqualTo(Scope.NONE);
  }

  @Test
  void a_login_has_one_spelling() {
    assertThat(Stream.of(" Gestora ", "GESTORA", "gestora").map(Login::new).distinct()).hasSize(1);
    assertThat(new Login("529.982.247-25").name()).isEqualTo("52998224725");
    assertThat(new Login("MARIA.I@x").name()).as("under a Turkish locale").isEqualTo("maria.i@x");
  }

  private static List<String> names() {
    return Arrays.stream(Action.values()).map(Action::name).toList();
  }
}
