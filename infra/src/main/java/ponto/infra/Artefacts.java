package ponto.infra;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the functions and the page are made of, and how long the recording one may run. */
record Artefacts(Path recordingZip, Path apiZip, Path web, int recordingSeconds) {
  Artefacts {
    if (!Files.isRegularFile(web.resolve("index.html"))) {
      throw new IllegalArgumentException(web + " is no folder of pages");
    }
    for (var zip : new Path[] {recordingZip, apiZip}) {
      if (!Files.isRegularFile(zip)) {
        throw new IllegalArgumentException(
            zip + " is missing: make it with mvn -pl lambda -am -DskipTests package");
      }
    }
  }
}
