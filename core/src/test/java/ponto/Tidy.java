package ponto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What is untidy in a repository; each question answers with a line for each finding. */
final class Tidy {
  /** A file that is longer has more than one subject. */
  private static final int FILE_LINES_MAX = 400;

  /** A method that is longer does not fit a screen. */
  private static final int METHOD_LINES_MAX = 60;

  private static final Set<String> NOT_OURS = Set.of(".git", ".ponto", "target", "node_modules");

  private static final Pattern MARK = Pattern.compile("\\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\\b");
  private static final Pattern SWITCHED_OFF = Pattern.compile("@Disable[d]\\w*");
  private static final Pattern SAYS_NOTHING_PACKAGE =
      Pattern.compile("(.*\\.)?(util|utils|common|impl|dto|service|helper)(\\..*)?");
  private static final Pattern SAYS_NOTHING_CLASS =
      Pattern.compile("\\w*(Manager|Helper|Utils?|Impl|Service|Data)");

  /** A build that names a registry does not follow the mirror that a machine is set up with. */
  private static final Pattern REGISTRY =
      Pattern.compile(
          "(repo|registry|deb|security)[0-9]?[.](maven|npmjs|debian)|central[.]sonatype[.]");

  private final Path root;
  private final List<Text> texts = new ArrayList<>();
  private final List<Type> types = new ArrayList<>();

  /** Reads all text files below the root and parses the Java among them. */
  Tidy(Path root) throws IOException {
    this.root = root;
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return !folder.equals(root) && NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            read(file).ifPresent(texts::add);
            return FileVisitResult.CONTINUE;
          }
        });
    parse();
  }

  /** A text file, its path relative to the root. */
  private record Text(Path file, List<String> lines) {
    boolean isSource() {
      return file.startsWith("web")
          || Stream.of(file.toString().split("/")).anyMatch("src"::equals);
    }

    boolean isJava() {
      return file.toString().endsWith(".java") && isSource();
    }
  }

  /** One top-level declaration of a Java file; a package-info has no name. */
  private record Type(Path file, String inPackage, String name, List<String> longMethods) {
    /** The module that the file belongs to: a package is explained once in each. */
    String module() {
      return file.getName(0).toString();
    }
  }

  List<String> longFiles() {
    return texts.stream()
        // The contract is one document.
        .filter(text -> text.isSource() && !text.file.endsWith("openapi.yaml"))
        .filter(text -> text.lines.size() > FILE_LINES_MAX)
        .map(text -> text.file + " has " + text.lines.size() + " lines")
        .toList();
  }

  List<String> longMethods() {
    return types.stream().flatMap(type -> type.longMethods.stream()).toList();
  }

  List<String> marksOfUnfinishedWork() {
    return linesWith(MARK, Text::isSource);
  }

  List<String> testsSwitchedOff() {
    return linesWith(SWITCHED_OFF, Text::isJava);
  }

  List<String> registryHosts() {
    return linesWith(REGISTRY, _ -> true);
  }

  List<String> namesThatSayNothing() {
    return types.stream()
        .filter(type ->
            SAYS_NOTHING_PACKAGE.matcher(type.inPackage).matches()
                || SAYS_NOTHING_CLASS.matcher(type.name).matches())
        .map(type -> type.file + " is named for nothing")
        .toList();
  }

  List<String> packagesThatSayNothingOfThemselves() {
    var explained = new HashSet<String>();
    for (var type : types) {
      if (type.file.endsWith("package-info.java")) {
        explained.add(type.module() + " " + type.inPackage);
      }
    }
    return types.stream()
        .map(type -> type.module() + " " + type.inPackage)
        .filter(name -> !explained.contains(name))
        .distinct()
        .map(name -> name + " has no package-info.java")
        .toList();
  }

  private List<String> linesWith(Pattern pattern, Predicate<Text> where) {
    var found = new ArrayList<String>();
    for (var text : texts) {
      for (int at = 0; where.test(text) && at < text.lines.size(); at++) {
        if (pattern.matcher(text.lines.get(at)).find()) {
          found.add(text.file + ":" + (at + 1) + " " + text.lines.get(at).strip());
        }
      }
    }
    return found;
  }

  private Optional<Text> read(Path file) throws IOException {
    try {
      return Optional.of(new Text(root.relativize(file), Files.readAllLines(file, UTF_8)));
    } catch (MalformedInputException binary) {
      return Optional.empty();
    }
  }

  private void parse() throws IOException {
    var sources = texts.stream().filter(Text::isJava).map(text -> root.resolve(text.file)).toList();
    if (sources.isEmpty()) {
      return;
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, UTF_8)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      var task = (JavacTask) compiler.getTask(null, files, null, List.of(), null, units);
      for (var unit : task.parse()) {
        types.addAll(types(unit, Trees.instance(task)));
      }
    }
  }

  private List<Type> types(CompilationUnitTree unit, Trees trees) {
    var file = root.relativize(Path.of(unit.getSourceFile().toUri()));
    var inPackage = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    var found = new ArrayList<Type>();
    for (var declared : unit.getTypeDecls()) {
      if (declared instanceof ClassTree type) {
        var name = type.getSimpleName().toString();
        found.add(new Type(file, inPackage, name, longMethods(file, unit, type, trees)));
      }
    }
    if (found.isEmpty()) {
      found.add(new Type(file, inPackage, "", List.of()));
    }
    return found;
  }

  private static List<String> longMethods(
      Path file, CompilationUnitTree unit, ClassTree type, Trees trees) {
    var positions = trees.getSourcePositions();
    var found = new ArrayList<String>();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
        // From the brace on: a table of cases in the annotations is not code to be understood.
        var body = method.getBody();
        int lines = body == null ? 0 : lineOfEnd(body) - lineOfStart(body) + 1;
        if (lines > METHOD_LINES_MAX) {
          found.add(file + " " + method.getName() + " has " + lines + " lines");
        }
        return super.visitMethod(method, null);
      }

      private int lineOfStart(Tree tree) {
        return (int) unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
      }

      private int lineOfEnd(Tree tree) {
        return (int) unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
      }
    }.scan(trees.getPath(unit, type), null);
    return found;
  }
}
