/** Asks time servers how far this machine's clock is from the legal time. */
@NullMarked
package ponto.ntp;

import org.jspecify.annotations.NullMarked;
