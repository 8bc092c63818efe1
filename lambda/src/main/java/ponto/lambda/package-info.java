/** The functions of the cloud: recording, the API, the migration; each a handler. */
@NullMarked
package ponto.lambda;

import org.jspecify.annotations.NullMarked;
