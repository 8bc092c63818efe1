/** The synthesised template, read as what will be deployed. */
@NullMarked
package ponto.infra;

import org.jspecify.annotations.NullMarked;
