package ponto.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Receipts as workers get them: at once, without asking anybody, and the same for ever. */
final class ReceiptDoorTest {
  @SuppressWarnings("NullAway.Init") // By JUnit.
  private static Site site;

  @BeforeAll
  static void open() {
    site = Site.demo();
  }

  @AfterAll
  static void close() {
    site.close();
  }

  private static String punched(int worker) {
    var id = Press.newId();
    site.worker(worker).punch(Press.own(id)).expect(202);
    site.worker(worker).settled(id);
    return id;
  }

  private static String path(String id) {
    return "/v1/punches/" + id + "/receipt";
  }

  private static String text(byte[] pdf) throws Exception {
    try (var document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
    }
  }

  @Test
  void a_worker_gets_the_receipt_of_its_punch_with_what_the_ledger_says() throws Exception {
    var id = punched(1);
    var punch = site.worker(1).get("/v1/punches/" + id).expect(200);
    var name = site.ask("SELECT name FROM worker WHERE cpf = '" + Demo.cpf(1) + "'");
    assertThat(text(site.worker(1).file(path(id))))
        .contains("Comprovante de Registro de Ponto do Trabalhador")
        .contains("NSR %09d".formatted(Long.parseLong(punch.text("nsr"))))
        .contains(punch.text("hash").substring(0, 32))
        .contains("Trabalhador " + name)
        .contains("Padaria São João Fictícia Ltda CNPJ 11.222.333/0001-81")
        .contains("INPI 512026001234")
        .contains("SEM ASSINATURA");
  }

  @Test
  void what_is_called_otherwise_later_changes_no_receipt_of_before() throws Exception {
    var id = punched(2);
    var before = site.worker(2).file(path(id));
    var hr = site.as("rh");
    hr.put("/v1/workers/" + Demo.cpf(2), "{\"name\":\"Outro Nome\"}").expect(200);
    var employer = hr.get("/v1/employer").expect(200).text("name");
    rename("Outra Padaria Fictícia Ltda", "512026009999");
    try {
      assertThat(site.worker(2).file(path(id))).isEqualTo(before);
      assertThat(text(site.worker(2).file(path(punched(2)))))
          .contains("Outro Nome")
          .contains("Outra Padaria Fictícia Ltda")
          .contains("512026009999");
    } finally {
      rename(employer, "512026001234");
    }
  }

  private static void rename(String employer, String inpi) {
    var body =
        "{\"name\":\"%s\",\"responsibleCpf\":\"11144477735\",\"inpi\":\"%s\"}"
            .formatted(employer, inpi);
    site.as("rh").put("/v1/employer", body).expect(200);
  }

  @Test
  void the_last_two_days_come_as_one_zip_of_ones_own() throws Exception {
    var ids = List.of(punched(3), punched(3));
    punched(4);
    var receipts = new ArrayList<byte[]>();
    var zip = site.worker(3).file("/v1/receipts");
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(entry.getName())
            .matches(
                "comprovante-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{4}-11222333000181-nsr[0-9]{9}.pdf");
        receipts.add(in.readAllBytes());
      }
    }
    var singly = new ArrayList<byte[]>();
    for (var id : ids) {
      singly.add(site.worker(3).file(path(id)));
    }
    assertThat(receipts).containsExactlyElementsOf(singly);
    var none =
        site.worker(3).file("/v1/receipts?to=2020-01-01T00:00:00Z&from=2019-01-01T00:00:00Z");
    assertThat(new ZipInputStream(new ByteArrayInputStream(none)).getNextEntry()).isNull();
  }

  @Test
  void a_zip_longer_than_one_page_of_rows_misses_none_and_repeats_none() throws Exception {
    var items = new ArrayList<String>();
    for (var letter = 0; letter < 3; letter++) {
      items.clear();
      for (var i = 0; i < 100; i++) {
        items.add(Press.own(Press.newId()));
      }
      site.worker(5).punch(items.toArray(String[]::new)).expect(202);
    }
    Patience.until(
        "300 punches",
        () -> site.ask("SELECT count(*) FROM punch WHERE cpf = '" + Demo.cpf(5) + "'"),
        "300"::equals);
    var names = new ArrayList<String>();
    var zip = site.worker(5).file("/v1/receipts");
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    assertThat(names).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void what_is_set_aside_has_no_receipt() {
    var id = Press.newId();
    site.as("coletor").punch(Press.own(id)).expect(202);
    site.as("coletor").settled(id);
    assertThat(site.as("rh").get(path(id)).problem(404).text("detail")).contains("set aside");
  }

  @Test
  void who_takes_somebody_elses_receipt_is_in_the_audit_log_and_its_worker_is_not() {
    var id = punched(6);
    site.worker(6).file(path(id));
    assertThat(audited(id)).isEqualTo("0");
    site.as("auditora").file(path(id));
    assertThat(audited(id)).isEqualTo("1");
  }

  private static String audited(String id) {
    return site.ask(
        "SELECT count(*) FROM audit WHERE action = 'receipt-export' AND about = 'punch "
            + id
            + "'");
  }
}
