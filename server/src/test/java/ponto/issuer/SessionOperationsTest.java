package ponto.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ponto.access.Principal;
import ponto.access.Role;
import ponto.api.Body;
import ponto.api.Operation;
import ponto.api.Problem;
import ponto.api.Request;
import ponto.api.Response;
import ponto.issuer.Verified.Granted;
import ponto.testing.TestDatabase;

/** The session operations speak the contract. */
class SessionOperationsTest {
  @TempDir static Path folder;
  private static TestDatabase database;
  private static SigningKeys keys;
  private static String hash;

  private final Clock clock = new Clock();
  private TokenVerifier verifier;
  private Map<String, Operation> table;
  private Company company;
  private UUID subject;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.fresh();
    keys = SigningKeys.open(folder);
    hash = new Passwords().hash(Company.PASSWORD);
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  @BeforeEach
  void aWorker() throws Exception {
    verifier = new TokenVerifier(Realm.LOCAL, keys.source(), clock);
    table =
        new SessionOperations(
                new LocalIssuer(
                    Realm.LOCAL,
                    keys,
                    new Passwords(),
                    new SignInThrottle(clock),
                    () -> database.connectAs("ponto_issuer"),
                    clock))
            .table();
    company = new Company(database);
    subject = company.worker("52998224725", hash);
  }

  @Test
  void the_table_has_the_operations_of_the_contract() {
    assertThat(table).containsOnlyKeys("createSession", "refreshSession", "endSession", "getMe");
  }

  @Test
  void signing_in_answers_a_pair_that_nothing_on_the_way_may_keep() throws Exception {
    var response = signIn();

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("Cache-Control", "no-store");
    assertThat(response.body())
        .matches(
            "\\{\"accessToken\":\"[^\"]+\",\"expiresIn\":1800,\"refreshToken\":\"[^\"]+\","
                + "\"role\":\"worker\",\"name\":\"Nome de 52998224725\"}");
    assertThat(caller(response).subject()).isEqualTo(subject.toString());
  }

  @Test
  void a_refresh_answers_the_same_shape() throws Exception {
    var first = signIn();
    var body = "{\"refreshToken\":\"" + field(first, "refreshToken") + "\"}";

    var second = answer("refreshSession", null, body);

    assertThat(second.body()).contains("\"expiresIn\":1800").contains("\"role\":\"worker\"");
    assertThat(field(second, "refreshToken")).isNotEqualTo(field(first, "refreshToken"));
  }

  @Test
  void me_is_the_account_of_the_token() throws Exception {
    var response = answer("getMe", caller(signIn()), "");

    assertThat(response.body())
        .isEqualTo(
            "{\"subject\":\""
                + subject
                + "\",\"role\":\"worker\",\"name\":\"Nome de 52998224725\",\"login\":\"52998224725\","
                + "\"handInOnly\":false,\"employer\":{\"document\":\""
                + company.document()
                + "\",\"name\":\"Padaria\"},\"place\":{\"wanted\":false,\"purpose\":\"\"},"
                + "\"worker\":\"52998224725\"}");
  }

  @Test
  void an_account_that_is_gone_is_not_found() {
    var gone = new Principal(UUID.randomUUID().toString(), company.id(), Role.HR, null, false);

    assertThat(catchThrowableOfType(Problem.class, () -> answer("getMe", gone, "")).status())
        .isEqualTo(404);
  }

  @Test
  void signing_out_answers_204_with_a_token_without_and_twice() throws Exception {
    var session = signIn();
    var caller = caller(session);
    var body = "{\"refreshToken\":\"" + field(session, "refreshToken") + "\"}";

    for (var each : new String[] {body, body, "", "{}"}) {
      assertThat(answer("endSession", caller, each).status()).isEqualTo(204);
    }
    assertThat(
            catchThrowableOfType(Problem.class, () -> answer("refreshSession", null, body))
                .status())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          createSession  | {"login":"a"}                              | /password
          createSession  | {"password":"a"}                           | /login
          createSession  | {"login":"","password":"a"}                | /login
          createSession  | {"login":"a","password":1}                 | /password
          createSession  | {"login":"a","password":"a","employer":1}  | /employer
          refreshSession | {}                                         | /refreshToken
          refreshSession | {"refreshToken":null}                      | /refreshToken
          endSession     | {"refreshToken":""}                        | /refreshToken
          endSession     | {"token":"a"}                              | /token
          """)
  void a_body_of_another_shape_is_told_its_field(String operation, String body, String field)
      throws Exception {
    var caller = caller(signIn());
    var problem = catchThrowableOfType(Problem.class, () -> answer(operation, caller, body));

    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.response().body()).contains("\"field\":\"" + field + "\"");
  }

  @Test
  void a_login_or_password_beyond_the_contract_is_refused_before_it_costs_anything() {
    var beyond = "{\"login\":\"" + "a".repeat(65) + "\",\"password\":\"a\"}";
    assertThat(
            catchThrowableOfType(Problem.class, () -> answer("createSession", null, beyond))
                .status())
        .isEqualTo(400);
  }

  private Response signIn() throws Exception {
    var login = "52998224725@" + company.document();
    var body = "{\"login\":\"" + login + "\",\"password\":\"" + Company.PASSWORD + "\"}";
    return answer("createSession", null, body);
  }

  private Response answer(String operation, @Nullable Principal caller, String body)
      throws Exception {
    var request = new Request(caller, Map.of(), Map.of(), Map.of(), "198.51.100.9", body);
    return Objects.requireNonNull(table.get(operation)).answer(request);
  }

  private Principal caller(Response session) {
    return ((Granted) verifier.verify(field(session, "accessToken"))).principal();
  }

  private static String field(Response response, String name) {
    var texts = response.body().replace("\"expiresIn\":1800,", "");
    var all = Set.of("accessToken", "refreshToken", "role", "name");
    return Body.of(texts, all).text(name, 2_000);
  }
}
