package ponto.staff;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ponto.afd.Latin1;

/**
 * What hr says about one worker. What is null was not said and stays as it is; an empty text takes
 * away what was there.
 *
 * @param establishment its CNPJ or CPF
 * @param from since when name and job are so
 */
public record WorkerForm(
    String cpf,
    @Nullable String name,
    @Nullable String registration,
    @Nullable String badge,
    @Nullable String pis,
    @Nullable String job,
    @Nullable LocalDate admission,
    @Nullable String establishment,
    @Nullable LocalDate from) {
  /** The columns of a file, and the fields of a body with {@code from}. */
  public static final Set<String> FIELDS =
      Set.of("cpf", "name", "registration", "badge", "pis", "job", "admission", "establishment");

  /** A type 5 record has room for so many characters of a name. */
  private static final int PRINTED_MAX = 52;

  /** What was read: the form, or what is wrong with it. */
  public sealed interface Reading {
    /** Every field is what it must be. */
    record Read(WorkerForm form) implements Reading {}

    /** The first of them is not. */
    record Unread(Fault fault) implements Reading {}
  }

  /** Reads the fields, given by name as texts; null where a field was not said. */
  public static Reading read(Function<String, @Nullable String> fields) {
    var cpf = text(fields, "cpf");
    var name = text(fields, "name");
    var registration = text(fields, "registration");
    var badge = text(fields, "badge");
    var pis = text(fields, "pis");
    var job = text(fields, "job");
    var admission = text(fields, "admission");
    var establishment = text(fields, "establishment");
    var from = text(fields, "from");
    var faults = new ArrayList<Optional<Fault>>();
    faults.add(Rules.cpf("cpf", cpf == null ? "" : cpf));
    check(faults, "name", name, (field, text) -> Rules.printable(field, text, Rules.NAME_MAX));
    check(faults, "registration", registration, Rules::number);
    check(faults, "badge", badge, Rules::number);
    check(faults, "pis", pis, Rules::pis);
    check(faults, "job", job, WorkerForm::job);
    check(faults, "admission", admission, Rules::date);
    check(faults, "establishment", establishment, Rules::document);
    check(faults, "from", from, Rules::date);
    return faults.stream()
        .flatMap(Optional::stream)
        .findFirst()
        .<Reading>map(Reading.Unread::new)
        .orElseGet(() ->
            new Reading.Read(
                new WorkerForm(
                    cpf == null ? "" : cpf,
                    name,
                    registration,
                    badge,
                    pis,
                    job,
                    day(admission),
                    establishment,
                    day(from))));
  }

  /** The name as the ledger prints it. */
  public static String printed(String name) {
    var printable = Latin1.printable(name);
    return printable.length() > PRINTED_MAX
        ? printable.substring(0, PRINTED_MAX).stripTrailing()
        : printable;
  }

  /** The texts that only one worker may have, for looking them up together. */
  static List<String> said(List<WorkerForm> forms, Function<WorkerForm, @Nullable String> field) {
    return forms.stream().flatMap(form -> Stream.ofNullable(field.apply(form))).toList();
  }

  /** A rule of {@link Rules}. */
  private interface Rule {
    Optional<Fault> check(String field, String text);
  }

  private static Optional<Fault> job(String field, String job) {
    return job.isEmpty() ? Optional.empty() : Rules.printable(field, job, Rules.JOB_MAX);
  }

  private static void check(
      List<Optional<Fault>> faults, String field, @Nullable String text, Rule rule) {
    if (text != null) {
      faults.add(rule.check(field, text));
    }
  }

  private static @Nullable String text(Function<String, @Nullable String> fields, String field) {
    var text = fields.apply(field);
    // One spelling of each letter, so that the same name typed on another system is no change.
    return text == null ? null : Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
  }

  private static @Nullable LocalDate day(@Nullable String text) {
    return text == null ? null : Rules.day(text).orElse(null);
  }

  /** Without name and CPF: this may end in a log. */
  @Override
  public String toString() {
    return "WorkerForm";
  }
}
