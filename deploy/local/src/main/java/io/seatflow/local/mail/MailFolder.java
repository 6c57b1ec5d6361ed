package io.seatflow.local.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The mails that a {@link MailServer} has taken: each a file {@code <number>.eml} with its page
 * beside it, and {@code index.html} with all of them, newest first. While a file {@code shut} lies
 * there, none is taken.
 */
public final class MailFolder {

    /** What is older is still there as a file, and in no list. */
    private static final int LISTED_MAX = 500;

    private static final String ENVELOPE = "X-Envelope-To: ";

    private final Path folder;

    /** What the page lists, newest first: reading all mails for each one would hold the next up. */
    private final Deque<String> rows = new ArrayDeque<>();

    private boolean isListed;
    private int last;

    private MailFolder(Path folder, int last) {
        this.folder = folder;
        this.last = last;
    }

    /** The folder, made if there is none; what was taken before is still in it. */
    public static MailFolder in(Path folder) {
        try {
            Files.createDirectories(folder);
            int last = numbers(folder).stream().mapToInt(Integer::intValue).max().orElse(0);
            return new MailFolder(folder, last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page with all mails. */
    public static Path index(Path folder) {
        return folder.resolve("index.html");
    }

    /** All mails that are in it, oldest first. */
    public List<ReceivedMail> mails() {
        try {
            var mails = new ArrayList<ReceivedMail>();
            for (int number : numbers(folder)) {
                mails.add(read(number));
            }
            return mails;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has no mail taken until it is opened again. */
    public void shut() {
        try {
            Files.writeString(shutter(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has mails taken again. */
    public void open() {
        try {
            Files.deleteIfExists(shutter());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isShut() {
        return Files.exists(shutter());
    }

    /** Keeps a mail; it is in the folder when this returns. */
    synchronized void add(String to, byte[] mail) throws IOException {
        int number = last + 1;
        var envelope = (ENVELOPE + to + "\r\n").getBytes(StandardCharsets.UTF_8);
        var whole = new byte[envelope.length + mail.length];
        System.arraycopy(envelope, 0, whole, 0, envelope.length);
        System.arraycopy(mail, 0, whole, envelope.length, mail.length);
        write(folder.resolve(name(number, "eml")), whole);
        last = number;
        var read = read(number);
        writeAtOnce(folder.resolve(name(number, "html")), page(read));
        if (isListed) {
            rows.addFirst(row(number, read));
            if (rows.size() > LISTED_MAX) {
                rows.removeLast();
            }
        }
        writeIndex();
    }

    private Path shutter() {
        return folder.resolve("shut");
    }

    private ReceivedMail read(int number) throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve(name(number, "eml")));
        var text = new String(whole, StandardCharsets.UTF_8);
        var to = text.substring(ENVELOPE.length(), text.indexOf("\r\n"));
        return ReceivedMail.read(to, whole);
    }

    private static List<Integer> numbers(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{6,9}\\.eml"))
                    .map(name -> Integer.valueOf(name.substring(0, name.indexOf('.'))))
                    .sorted()
                    .toList();
        }
    }

    private static String name(int number, String ending) {
        return "%06d.%s".formatted(number, ending);
    }

    /** Writes the page with all mails. */
    synchronized void writeIndex() throws IOException {
        if (!isListed) {
            var newest =
                    numbers(folder).stream().sorted(Comparator.reverseOrder()).limit(LISTED_MAX);
            for (int number : newest.toList()) {
                rows.addLast(row(number, read(number)));
            }
            isListed = true;
        }
        var table = String.join("", rows);
        writeAtOnce(
                index(folder),
                frame("Mails", "<h1>Mails</h1><table>" + table + "</table>" + nothing(table)));
    }

    private static String row(int number, ReceivedMail mail) {
        return """
        <tr><td>%d</td><td>%s</td><td><a href="%s">%s</a></td><td><a href="%s">as it came</a></td></tr>
        """
                .formatted(
                        number,
                        escaped(mail.to()),
                        name(number, "html"),
                        escaped(mail.subject()),
                        name(number, "eml"));
    }

    private static String nothing(CharSequence rows) {
        return rows.isEmpty() ? "<p>No mail has come yet. Load this page again later.</p>" : "";
    }

    private static String page(ReceivedMail mail) {
        return frame(
                mail.subject(),
                """
                <p><a href="index.html">All mails</a></p><h1>%s</h1>
                <p>From %s<br>To %s<br>%s</p>
                <iframe sandbox srcdoc="%s"></iframe><h2>As text</h2><pre>%s</pre>
                """
                        .formatted(
                                escaped(mail.subject()),
                                escaped(mail.from()),
                                escaped(mail.to()),
                                escaped(mail.id()),
                                escaped(mail.html()),
                                escaped(mail.text())));
    }

    private static String frame(String title, String body) {
        return """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        td{padding:.2rem 1rem .2rem 0}iframe{width:100%%;height:32rem;border:1px solid #ccc}
        pre{white-space:pre-wrap}</style>%s</html>
        """
                .formatted(escaped(title), body);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static void writeAtOnce(Path file, String page) throws IOException {
        write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    /** Whoever reads it meanwhile sees all of it or nothing. */
    private static void write(Path file, byte[] content) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.write(draft, content);
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
