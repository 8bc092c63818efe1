package ponto.signature;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import ponto.receipt.ReceiptPrinter;
import ponto.receipt.ReceiptTest;

/**
 * A JVM of its own in which a token is absent, comes, is pulled out, comes again and is mistaken
 * for another; it tells after each step what a receipt looks like.
 */
final class TokenThatComesAndGoes {
  private final Path folder;
  private final SymbolLookup library;
  private Instant now = TestChain.NOW;

  private TokenThatComesAndGoes(Path folder, Path library) {
    this.folder = folder;
    this.library = library(library);
  }

  @SuppressWarnings("restricted") // The library itself is asked.
  private static SymbolLookup library(Path path) {
    return SymbolLookup.libraryLookup(path, Arena.global());
  }

  /** Configuration, PIN, PKCS#12 file, folder of the tokens, the library. */
  public static void main(String[] arguments) throws Exception {
    var configuration = Path.of(arguments[0]);
    var pin = arguments[1].toCharArray();
    store(configuration, pin, Path.of(arguments[2]));
    var run = new TokenThatComesAndGoes(Path.of(arguments[3]), Path.of(arguments[4]));
    run.refuse(configuration);
    run.plug("tokens", "ours");
    run.slot(Path.of(arguments[4]));
    try (var slot = slot(configuration, pin, () -> run.now)) {
      run.tell("away at the start", slot);
      run.plug("ours", "tokens");
      run.tell("there, but looked for a moment ago", slot);
      run.later();
      run.tell("there", slot);
      run.plug("tokens", "ours");
      run.tell("pulled out", slot);
      run.plug("ours", "tokens");
      run.later();
      run.tell("plugged in again", slot);
      run.plug("tokens", "ours");
      run.tell("", slot);
      run.plug("others", "tokens");
      run.later();
      run.tell("another's token", slot);
      run.plug("tokens", "others");
      run.plug("ours", "tokens");
      run.later();
      run.tell("ours, after a wrong PIN", slot);
    }
  }

  private static void store(Path configuration, char[] pin, Path file) throws Exception {
    var password = TestChain.PASSWORD.toCharArray();
    var from = KeyStore.getInstance(file.toFile(), password);
    var provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
    var token = KeyStore.getInstance("PKCS11", provider);
    token.load(null, pin);
    token.setKeyEntry(
        "empresa", from.getKey("empresa", password), null, from.getCertificateChain("empresa"));
    ((java.security.AuthProvider) provider).logout();
  }

  private static SignerSlot slot(Path configuration, char[] pin, InstantSource clock)
      throws UnfitCertificate {
    var place = new Pkcs11Place(configuration, null);
    return SignerSlot.open(() -> place.open(pin), clock);
  }

  private void refuse(Path configuration) throws Exception {
    try (var _ = slot(configuration, "0000".toCharArray(), () -> now)) {
      System.out.println("> a wrong PIN was let through");
    } catch (UnfitCertificate e) {
      System.out.println(
          "> refused: "
              + (String.valueOf(e.getMessage()).contains("the PIN is not")
                  ? "the PIN is not its PIN"
                  : e));
    }
  }

  private void slot(Path path) throws Exception {
    for (var slot : List.of("slotListIndex = 7", "slot = 77")) {
      var file = folder.resolve("slot.cfg");
      Files.writeString(file, "name = Slot\nlibrary = " + path + "\n" + slot + "\n");
      try (var _ = Pkcs11Signer.open(file, "0000".toCharArray(), null)) {
        System.out.println("> no slot, and it opens: " + slot);
      } catch (TokenAbsent e) {
        System.out.println(
            "> no slot: " + String.valueOf(e.getMessage()).replace(folder + "/", ""));
      }
    }
  }

  private void later() {
    now = now.plus(SignerSlot.RETRY);
  }

  /** All tokens of one folder into another; SoftHSM looks at its folder when it is initialised. */
  private void plug(String from, String to) throws Exception {
    move(folder.resolve(from), folder.resolve(to));
    call("C_Finalize");
    call("C_Initialize");
  }

  static Path move(Path from, Path to) throws Exception {
    Files.createDirectories(to);
    try (var tokens = Files.list(from)) {
      for (var token : tokens.toList()) {
        Files.move(token, to.resolve(token.getFileName()));
      }
    }
    return to;
  }

  @SuppressWarnings("restricted") // The library itself is asked.
  private void call(String function) throws Exception {
    var handle =
        Linker.nativeLinker()
            .downcallHandle(
                library.find(function).orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    try {
      var status = (long) handle.invokeExact(MemorySegment.NULL);
      if (status != 0) {
        throw new IllegalStateException(function + " answers " + status);
      }
    } catch (Throwable e) {
      throw new IllegalStateException(function, e);
    }
  }

  private void tell(String step, SignerSlot slot) throws Exception {
    var pdf = new ReceiptPrinter(slot, () -> now).apply(ReceiptTest.SAID);
    if (step.isEmpty()) {
      return;
    }
    try (var document = Loader.loadPDF(pdf)) {
      var text = new PDFTextStripper().getText(document).replaceAll("\\s+", " ");
      var marks =
          List.of("SEM ASSINATURA", "está sem o certificado").stream()
              .filter(text::contains)
              .toList();
      System.out.println(
          "> "
              + step
              + ": "
              + (slot.isMeant() && slot.find().isEmpty() ? "away, " : "")
              + (document.getSignatureDictionaries().isEmpty() ? "" : "signed")
              + String.join(", ", marks));
    }
  }
}
