/** Readings of the recorded punches for people who run a company: who is in, who came when. */
@org.jspecify.annotations.NullMarked
package ponto.report;
