/** What the program's maker attests to an employer: the Atestado Técnico, as PDF. */
@NullMarked
package ponto.attestation;

import org.jspecify.annotations.NullMarked;
