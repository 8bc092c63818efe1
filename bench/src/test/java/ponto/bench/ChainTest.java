package ponto.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The vectors of law.md 1.8, and chains that are not whole. */
class ChainTest {
  private static final String PREFIX_1 =
      "00000000172026-10-01T08:00:00-03000111222333442026-10-01T08:00:00-0300020";
  private static final String PREFIX_2 =
      "00000000272026-10-01T12:00:00-03000111222333442026-10-01T12:00:00-0300020";
  private static final String HASH_1 =
      "66b3207ad70ad16c6b62b7f2b4f03291e407d1dc008c9ca41bf5af467822094f";
  private static final String HASH_2 =
      "b3a4079d9a7431ddef644765f8ae8790ba7d66716664afe1f55130d2fac9fa69";
  private static final String HASH_1_FROM_ZEROS =
      "bf311110d69665aaa1d1621899803bab4ccbf3fb844e22ba4e96cf5f024cd291";

  private final Chain chain = new Chain();

  @Test
  void the_vectors_of_the_law_follow_each_other() {
    assertThat(chain.follows(PREFIX_1 + HASH_1)).isTrue();
    assertThat(chain.follows(PREFIX_2 + HASH_2)).isTrue();
    assertThat(chain.lastHash()).isEqualTo(HASH_2);
  }

  @Test
  void a_line_that_was_altered_does_not_follow() {
    var altered = PREFIX_1.replace("08:00:00-0300020", "08:01:00-0300020");
    assertThat(altered).isNotEqualTo(PREFIX_1);
    assertThat(chain.follows(altered + HASH_1)).isFalse();
  }

  @Test
  void a_chain_from_which_a_line_was_taken_is_broken() {
    assertThat(chain.follows(PREFIX_2 + HASH_2)).isFalse();
  }

  @Test
  void a_chain_that_begins_with_zeros_or_prints_capitals_is_not_ours() {
    assertThat(chain.follows(PREFIX_1 + HASH_1_FROM_ZEROS)).isFalse();
    assertThat(new Chain().follows(PREFIX_1 + HASH_1.toUpperCase(java.util.Locale.ROOT))).isFalse();
  }

  @Test
  void a_line_that_is_cut_short_does_not_follow() {
    assertThat(chain.follows(PREFIX_1)).isFalse();
  }
}
