/**
 * The Arquivo Fonte de Dados as the law prints it: lines, header, writer. Needs no database, and
 * nothing else of the product: {@link ponto.afd.AfdWriter} is where another program begins.
 */
@NullMarked
package ponto.afd;

import org.jspecify.annotations.NullMarked;
