package ponto.lambda;

import ponto.testing.ArchitectureContract;

/** The architecture with the functions in view. */
class ArchitectureTest extends ArchitectureContract {}
