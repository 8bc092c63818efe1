package example;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ponto.afd.AdjustmentLine;
import ponto.afd.AfdHeader;
import ponto.afd.AfdWriter;
import ponto.afd.EmployerLine;
import ponto.afd.EventLine;
import ponto.afd.EventLine.Event;
import ponto.afd.PunchLine;
import ponto.afd.WorkerLine;
import ponto.afd.WorkerLine.Operation;

/** How a program of one's own writes an AFD: from its facts, without a database. */
class AfdWithoutPontoTest {
  private static final String RESPONSIBLE = "11144477735";
  private static final String JOSE = "52998224725";
  private static final String MARIA = "39053344705";

  @TempDir Path folder;

  @Test
  void an_afd_written_from_facts_alone_is_the_golden_file_byte_for_byte() throws IOException {
    var header =
        new AfdHeader(
            new AfdHeader.Employer("11222333000181", "", "PADARIA SÃO JOÃO FICTÍCIA LTDA"),
            "5120260012345",
            LocalDate.of(2026, 10, 1),
            LocalDate.of(2026, 10, 2),
            OffsetDateTime.parse("2026-10-03T09:00:00-03:00"),
            new AfdHeader.Developer("44555666000181"));
    var file = folder.resolve(header.fileName());
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(out, header);
    }
    try (var golden = getClass().getResourceAsStream("/afd/" + header.fileName())) {
      assertThat(file).hasBinaryContent(requireNonNull(golden).readAllBytes());
    }
  }

  private static void write(OutputStream out, AfdHeader header) throws IOException {
    var afd = new AfdWriter(out, header);
    afd.add(
        new EmployerLine(
            1,
            on1("07:30"),
            RESPONSIBLE,
            1,
            "11222333000181",
            "",
            "PADARIA SÃO JOÃO FICTÍCIA LTDA",
            "RUA DAS FLORES, 100 - CENTRO - SÃO PAULO/SP"));
    var included = Operation.INCLUDED;
    afd.add(new WorkerLine(2, on1("07:31"), included, JOSE, "JOSÉ DA CONCEIÇÃO", RESPONSIBLE));
    afd.add(new WorkerLine(3, on1("07:31"), included, MARIA, "MARIA DE ARAÚJO", RESPONSIBLE));
    afd.add(new EventLine(4, on1("07:32"), Event.AVAILABLE));
    var hash = punch(afd, 5, "08:00", JOSE, "08:00", 2, false, PunchLine.GENESIS);
    hash = punch(afd, 6, "12:01", JOSE, "12:01", 1, false, hash);
    afd.add(new EventLine(7, on1("12:20"), Event.UNAVAILABLE));
    afd.add(new EventLine(8, on1("12:40"), Event.AVAILABLE));
    hash = punch(afd, 9, "12:25", MARIA, "12:41", 1, true, hash);
    afd.add(new AdjustmentLine(10, on1("12:50"), on1("12:51"), RESPONSIBLE));
    hash = punch(afd, 11, "13:00", JOSE, "13:00", 2, false, hash);
    punch(afd, 12, "17:07", JOSE, "17:07", 2, false, hash);
    var at = OffsetDateTime.parse("2026-10-02T09:00:00-03:00");
    afd.add(new WorkerLine(13, at, Operation.CHANGED, MARIA, "MARIA DE ARAÚJO SOUZA", RESPONSIBLE));
    afd.finish();
  }

  /** Adds a punch; answers the hash that the next one chains to. */
  private static String punch(
      AfdWriter afd,
      long nsr,
      String at,
      String cpf,
      String recordedAt,
      int collector,
      boolean offline,
      String previousHash)
      throws IOException {
    var line =
        new PunchLine(nsr, on1(at), cpf, on1(recordedAt), collector, offline, previousHash).print();
    afd.add(nsr, 7, line.text());
    return line.hash();
  }

  private static OffsetDateTime on1(String time) {
    return OffsetDateTime.parse("2026-10-01T" + time + ":00-03:00");
  }
}
