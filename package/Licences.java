import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/** Copies out of each jar in a folder what it says of its licence, into a folder of the jar's name. */
class Licences {
  private static final Pattern TEXT =
      Pattern.compile("(META-INF/)?(.*/)?(LICEN[CS]E|NOTICE|COPYING)[^/]*", Pattern.CASE_INSENSITIVE);

  public static void main(String[] arguments) throws Exception {
    var into = Path.of(arguments[1]);
    try (var jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
      for (var path : jars) {
        try (var jar = new ZipFile(path.toFile())) {
          for (var entry : jar.stream().toList()) {
            var name = Path.of(entry.getName()).getFileName().toString();
            if (!entry.isDirectory() && !name.endsWith(".class") && TEXT.matcher(entry.getName()).matches()) {
              var folder = Files.createDirectories(into.resolve(path.getFileName().toString()));
              Files.write(folder.resolve(name), jar.getInputStream(entry).readAllBytes());
            }
          }
        }
      }
    }
  }
}
