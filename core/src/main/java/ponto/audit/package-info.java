/** Who did what to an employer's people, settings and evidence: numbered, hash-chained. */
@NullMarked
package ponto.audit;

import org.jspecify.annotations.NullMarked;
