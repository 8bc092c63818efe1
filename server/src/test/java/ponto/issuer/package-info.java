/** Tests of the local issuer. */
@NullMarked
package ponto.issuer;

import org.jspecify.annotations.NullMarked;
