package ponto.handin;

import org.jspecify.annotations.Nullable;
import ponto.handin.FrozenPunch.Cpf;

/** One entry of the file of pending punches; its text stays as it is until the punch is safe. */
sealed interface Entry {
  /** The entry as it stands in the file. */
  String raw();

  /** The person's name as the file says it; null when it says none. */
  @Nullable String name();

  /**
   * One that can be handed in.
   *
   * @param subject the account that pressed it
   * @param worker that person's CPF, where the file says it
   * @param employer the document of the employer that it was pressed for, where the file says it
   * @param refusedBefore whether a server refused it already
   */
  record Whole(
      String raw,
      @Nullable String name,
      String subject,
      @Nullable Cpf worker,
      @Nullable String employer,
      FrozenPunch punch,
      boolean refusedBefore)
      implements Entry {}

  /** One that cannot, and why. */
  record Broken(String raw, @Nullable String name, String flaw) implements Entry {}
}
