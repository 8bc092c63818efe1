/** The lines of the Arquivo Fonte de Dados, as the law prints them. */
@NullMarked
package ponto.afd;

import org.jspecify.annotations.NullMarked;
