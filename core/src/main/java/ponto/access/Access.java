package ponto.access;

/** Answers what somebody may do, and on whose rows. */
public final class Access {
  private Access() {}

  /** What the role may. */
  public static Scope scope(Role role, Action action) {
    return action.by(role);
  }

  /**
   * What this principal may: its role's scope, but of a dismissed worker only the punch is left.
   */
  public static Scope scope(Principal principal, Action action) {
    if (principal.handInOnly() && action != Action.PUNCH) {
      return Scope.NONE;
    }
    return scope(principal.role(), action);
  }
}
