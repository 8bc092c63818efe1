package ponto.verify;

import java.util.List;

/**
 * What came out of one reading, beside the findings.
 *
 * @param what what it was taken for: the layout and the kind of REP
 * @param lines lines read
 * @param records records with an NSR among them
 * @param findings how many findings were told
 * @param remarks what the reader should know and what is no offence
 */
public record Verdict(String what, long lines, long records, long findings, List<String> remarks) {
  public Verdict {
    remarks = List.copyOf(remarks);
  }
}
