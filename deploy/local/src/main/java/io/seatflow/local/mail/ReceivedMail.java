package io.seatflow.local.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Properties;

/**
 * A mail, read.
 *
 * @param to whom it was sent to, as the sender's server said
 * @param id its Message-ID
 * @param text its plain words; empty where it has none
 * @param html its page; empty where it has none
 */
public record ReceivedMail(
        String to, String from, String id, String subject, String text, String html) {

    static ReceivedMail read(String to, byte[] mail) throws IOException {
        try {
            var message =
                    new MimeMessage(
                            Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
            return new ReceivedMail(
                    to,
                    header(message, "From"),
                    header(message, "Message-ID"),
                    String.valueOf(message.getSubject()),
                    find(message, "text/plain"),
                    find(message, "text/html"));
        } catch (MessagingException e) {
            throw new IOException("No mail: " + e.getMessage(), e);
        }
    }

    private static String header(MimeMessage message, String name) throws MessagingException {
        return String.valueOf(message.getHeader(name, ", "));
    }

    private static String find(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return String.valueOf(part.getContent());
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart inner = parts.getBodyPart(i);
                String found = find(inner, type);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return "";
    }
}
