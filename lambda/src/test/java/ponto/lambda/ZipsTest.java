package ponto.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the zips, and what is not. */
class ZipsTest {
  /** What the issue asks for: a cold start reads it all. */
  private static final long RECORDING_BYTES_MAX = 4 * 1024 * 1024;

  private static List<String> entries() throws IOException {
    try (var zip = new ZipFile(Surroundings.RECORDING_ZIP.toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }

  @Test
  void the_recording_zip_is_small_and_carries_the_core_only() throws Exception {
    assertThat(Files.size(Surroundings.RECORDING_ZIP)).isLessThanOrEqualTo(RECORDING_BYTES_MAX);
    assertThat(entries())
        .filteredOn(name -> name.endsWith(".jar"))
        .map(name -> name.replaceFirst("-[0-9][0-9.]*\\.jar$", ""))
        .containsExactly(
            "lib/aws-lambda-java-core", "lib/jackson-core", "lib/ponto-core", "lib/postgresql");
    assertThat(entries())
        .filteredOn(name -> name.endsWith(".class"))
        .allMatch(name -> name.matches("ponto/lambda/(RecordHandler|batch/|database/).*"));
  }

  @Test
  void both_are_the_same_from_the_same_sources() throws Exception {
    for (var path : List.of(Surroundings.RECORDING_ZIP, Surroundings.API_ZIP)) {
      try (var zip = new ZipFile(path.toFile())) {
        var names = zip.stream().map(ZipEntry::getName).toList();
        assertThat(names).isSorted();
        assertThat(zip.stream().map(ZipEntry::getTimeLocal))
            .containsOnly(LocalDateTime.of(2026, 11, 1, 0, 0));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sa-east-1", "us-east-1", "eu-west-1"})
  void a_region_has_its_own_three_roots_that_are_good_for_years(String region) throws Exception {
    try (var zip = new ZipFile(Surroundings.RECORDING_ZIP.toFile());
        var pem = zip.getInputStream(zip.getEntry("rds/" + region + ".pem"))) {
      assertThat(certificates(pem))
          .hasSize(3)
          .allSatisfy(root -> {
            assertThat(root.getSubjectX500Principal().getName())
                .contains("Amazon RDS " + region + " Root CA");
            assertThat(root.getNotAfter().toInstant())
                .isAfter(Instant.parse("2050-01-01T00:00:00Z"));
            assertThat(root.getBasicConstraints()).isNotNegative();
          })
          .extracting(root -> root.getPublicKey().getAlgorithm())
          .contains("RSA", "EC");
    }
  }

  @Test
  void no_other_authority_is_trusted() throws Exception {
    try (var zip = new ZipFile(Surroundings.RECORDING_ZIP.toFile())) {
      var files = zip.stream().filter(entry -> entry.getName().startsWith("rds/")).toList();
      assertThat(files).hasSizeGreaterThan(20);
      for (var file : files) {
        try (var pem = zip.getInputStream(file)) {
          assertThat(certificates(pem))
              .allMatch(root -> root.getSubjectX500Principal().getName().contains("Amazon RDS "));
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // Of the kind X.509, as the factory promises.
  private static Collection<X509Certificate> certificates(InputStream pem) throws Exception {
    return (Collection<X509Certificate>)
        CertificateFactory.getInstance("X.509").generateCertificates(pem);
  }
}
