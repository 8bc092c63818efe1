package ponto.browser;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all test classes that ask for it the same bed, and each test one made afresh. */
final class OneBed implements ParameterResolver, BeforeEachCallback {
  private static Bed bed(ExtensionContext context) {
    // Closed with the store, when the last test of all is over.
    return context
        .getRoot()
        .getStore(Namespace.create(OneBed.class))
        .computeIfAbsent(Bed.class, _ -> new Bed(), Bed.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Bed.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return bed(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    bed(context).afresh();
  }
}
