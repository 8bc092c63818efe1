/** The local issuer: passwords, sessions, the signed tokens that the door verifies. */
@NullMarked
package ponto.issuer;

import org.jspecify.annotations.NullMarked;
