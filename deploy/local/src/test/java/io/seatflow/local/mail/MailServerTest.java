package io.seatflow.local.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailServerTest {

    @TempDir private Path folder;

    @Test
    void aMailIsInTheFolderAndOnItsPage() throws MessagingException, IOException {
        var mails = MailFolder.in(folder);
        try (var server = MailServer.start(0, mails)) {
            send(server.port(), "Fünf Seats <more>");
        }
        assertThat(MailFolder.in(folder).mails())
                .singleElement()
                .satisfies(mail -> {
                    assertThat(mail.to()).isEqualTo("ada@acme.test");
                    assertThat(mail.subject()).isEqualTo("Fünf Seats <more>");
                    assertThat(mail.text()).isEqualTo("words");
                    assertThat(mail.html()).isEqualTo("<p>wörds</p>");
                });
        assertThat(Files.readString(MailFolder.index(folder)))
                .contains("ada@acme.test", "Fünf Seats &lt;more&gt;", "000001.html");
        assertThat(Files.readString(folder.resolve("000001.html")))
                .contains("&lt;p&gt;wörds&lt;/p&gt;", "words");
    }

    @Test
    void aShutFolderTakesNoneAndAnOpenedOneGoesOnCounting() throws MessagingException {
        var mails = MailFolder.in(folder);
        try (var server = MailServer.start(0, mails)) {
            send(server.port(), "one");
            mails.shut();
            assertThatThrownBy(() -> send(server.port(), "two"))
                    .isInstanceOf(MessagingException.class);
            mails.open();
        }
        try (var server = MailServer.start(0, MailFolder.in(folder))) {
            send(server.port(), "three");
        }
        assertThat(mails.mails()).extracting(ReceivedMail::subject).containsExactly("one", "three");
    }

    private static void send(int port, String subject) throws MessagingException {
        var settings = new Properties();
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", "" + port);
        var mail = new MimeMessage(Session.getInstance(settings));
        mail.setFrom(new InternetAddress("seatflow@seatflow.test"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@acme.test"));
        mail.setSubject(subject, "UTF-8");
        var text = new MimeBodyPart();
        text.setText("words", "UTF-8");
        var html = new MimeBodyPart();
        html.setText("<p>wörds</p>", "UTF-8", "html");
        mail.setContent(new MimeMultipart("alternative", text, html));
        Transport.send(mail);
    }
}
