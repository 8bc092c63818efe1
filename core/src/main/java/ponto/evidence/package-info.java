/**
 * What speaks for punches: shown to whom it is about, erased when asked, removed when its time is
 * over.
 */
@NullMarked
package ponto.evidence;

import org.jspecify.annotations.NullMarked;
