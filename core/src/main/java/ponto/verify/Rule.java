package ponto.verify;

/** What can be wrong, and what of the law or of the Ministry's papers says so. */
public enum Rule {
  UNREADABLE("unreadable", "Portaria 671, art. 81 §2: it is handed over to be read"),
  BOM("bom", "AFD layout, general rules: ISO-8859-1"),
  ENCODING("encoding", "AFD layout, general rules: ISO-8859-1"),
  NUL("nul", "AFD layout, general rules: ISO-8859-1 text"),
  LINE_END("line-end", "AFD layout, general rules: every line ends with CR LF"),
  EMPTY_LINE("empty-line", "AFD layout, general rules: no blank lines"),
  LENGTH("length", "AFD layout: fixed columns of each record type"),
  TYPE("type", "AFD layout: record types of this kind of REP"),
  HEADER("header", "AFD layout, record type 1"),
  FIELD("field", "AFD layout: contents of the field"),
  CPF("cpf", "AFD layout: CPF; FAQ 50"),
  COMPANY("company", "AFD layout: CNPJ or CPF of the company; IN RFB 2229/2024"),
  CRC("crc", "AFD layout: CRC-16; FAQ 35"),
  CHAIN("chain", "AFD layout, record type 7, field 8; Annex IX item 10"),
  HASH_CASE("hash-case", "AFD layout, record type 7, field 8"),
  ORDER("order", "AFD layout, general rules: records in the order of their NSR"),
  NSR_REPEATED("nsr-repeated", "Annex IX item 6: one sequence of NSR; FAQ 41"),
  NSR_GAP("nsr-gap", "Annex IX item 6: one sequence of NSR, step 1; FAQ 41"),
  PERIOD("period", "AFD layout, record type 1, fields 8 and 9"),
  TRAILER("trailer", "AFD layout, record type 9"),
  SIGNATURE_LINE("signature-line", "AFD layout, digital signature; FAQ 28"),
  AFTER_END("after-end", "AFD layout: the signature line is the last"),
  FILE_NAME("file-name", "AFD layout: name of the file"),
  LAYOUT_1510("layout-1510", "Portaria 671, art. 96 §1: the layout of Portaria 1510"),
  SIGNATURE("signature", "Portaria 671, arts. 86 to 88; FAQ 28, 30, 33"),
  RECEIPT("receipt", "Portaria 671, art. 79"),
  LEDGER("ledger", "Annex IX items 6 and 7: nothing erased or altered");

  private final String code;
  private final String article;

  Rule(String code, String article) {
    this.code = code;
    this.article = article;
  }

  /** Its short name, the same for ever: programs compare it. */
  public String code() {
    return code;
  }

  /** Where it is written. */
  public String article() {
    return article;
  }
}
