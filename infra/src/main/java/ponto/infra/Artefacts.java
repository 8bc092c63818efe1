package ponto.infra;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the functions are made of, and how long the recording one may run. */
record Artefacts(Path recordingZip, Path apiZip, int recordingSeconds) {
  Artefacts {
    for (var zip : new Path[] {recordingZip, apiZip}) {
      if (!Files.isRegularFile(zip)) {
        throw new IllegalArgumentException(
            zip + " is missing: make it with mvn -pl lambda -am -DskipTests package");
      }
    }
  }
}
