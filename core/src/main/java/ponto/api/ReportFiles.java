package ponto.api;

import java.io.Writer;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import ponto.report.DayLine;
import ponto.report.Presence;
import ponto.report.PunchLine;

/** The reports as files for a spreadsheet, with the headings that a Brazilian office reads. */
final class ReportFiles {
  /** Of an employer without an establishment, which has no punches either. */
  static final ZoneId UNKNOWN_ZONE = ZoneId.of("America/Sao_Paulo");

  private ReportFiles() {}

  static Consumer<PunchLine> punches(Writer out) {
    var csv =
        new Csv(
            out,
            "CPF",
            "Nome",
            "Estabelecimento",
            "NSR",
            "Data",
            "Hora",
            "Fuso",
            "Recebida em (UTC)",
            "Gravada em (UTC)",
            "Coletor",
            "Off-line",
            "Atraso (min)",
            "Confiança",
            "Avisos",
            "Identificador");
    return line ->
        csv.line(
            Csv.document(line.cpf()),
            line.name(),
            Csv.document(line.establishment()),
            Long.toString(line.nsr()),
            Csv.date(line.punchedAt().toLocalDate()),
            Csv.time(line.punchedAt().toLocalTime()),
            "UTC" + line.punchedAt().getOffset().getId(),
            line.receivedAt().toString(),
            line.recordedAt().toString(),
            line.collector(),
            Csv.flag(line.offline()),
            Long.toString(Math.max(0, line.delay().toMinutes())),
            line.trust(),
            String.join(" ", line.flags()),
            line.id().toString());
  }

  static Consumer<DayLine> days(Writer out) {
    var csv =
        new Csv(
            out,
            "CPF",
            "Nome",
            "Estabelecimento",
            "Data",
            "Primeira",
            "Última",
            "Marcações",
            "Ímpar",
            "Off-line",
            "Avisos");
    return line ->
        csv.line(
            Csv.document(line.cpf()),
            line.name(),
            Csv.document(line.establishment()),
            Csv.date(line.date()),
            Csv.time(line.first()),
            Csv.time(line.last()),
            Integer.toString(line.count()),
            Csv.flag(line.odd()),
            Integer.toString(line.offline()),
            String.join(" ", line.flags()));
  }

  static void presence(List<Presence.In> everybody, ZoneId zone, Writer out) {
    var csv =
        new Csv(
            out,
            "CPF",
            "Nome",
            "Matrícula",
            "Estabelecimento",
            "Desde (data)",
            "Desde (hora)",
            "Última (hora)",
            "Marcações");
    for (var one : everybody) {
      var since = one.since().atZone(zone);
      csv.line(
          Csv.document(one.cpf()),
          one.name(),
          one.registration() == null ? "" : one.registration(),
          Csv.document(one.establishment()),
          Csv.date(since.toLocalDate()),
          Csv.time(since.toLocalTime()),
          Csv.time(one.last().atZone(zone).toLocalTime()),
          Integer.toString(one.punches()));
    }
  }
}
