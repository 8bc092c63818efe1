package ponto.verify;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A file of Portaria 1510, for tests. */
final class OldAfd {
  private static final String COMPANY = "111222333000181" + "0".repeat(12);

  private OldAfd() {}

  /** In the first form, or in that of the INMETRO's time: a responsible person and a CRC. */
  static List<String> lines(boolean inmetro) {
    var name = AfdText.left("PADARIA SÃO JOÃO FICTÍCIA LTDA", 150);
    var place = AfdText.left("RUA DAS FLORES, 100", 100);
    var cpf = inmetro ? "11144477735" : "";
    var cpf14 = inmetro ? "00011144477735" : "";
    return List.of(
        end(
            "0000000001" + COMPANY + name + "00012345678901234" + "0110202031102020011120200900",
            inmetro),
        end("0000000012" + "011020200700" + cpf14 + COMPANY + name + place, inmetro),
        end(
            "0000000025"
                + "011020200701"
                + "I"
                + "012345678901"
                + AfdText.left("JOSÉ", 52)
                + (inmetro ? "    " : "")
                + cpf,
            inmetro),
        end("0000000033" + "011020200800" + "012345678901", inmetro),
        end("0000000044" + "011020200900" + "011020200901" + cpf, inmetro),
        inmetro
            ? "0000000056" + "011020200902" + "02"
            : end("0000000053011020201000012345678901", false),
        inmetro
            ? "999999999" + "000000001".repeat(5) + "9"
            : "999999999" + "000000001" + "000000002" + "000000001" + "000000001" + "9");
  }

  private static String end(String text, boolean crc) {
    return crc
        ? text + "%04x".formatted(AfdText.ccittFalse(text.getBytes(StandardCharsets.ISO_8859_1)))
        : text;
  }
}
