/** Signatures of files and PDFs by a certificate of the company that makes or runs the clock. */
@NullMarked
package ponto.signature;

import org.jspecify.annotations.NullMarked;
