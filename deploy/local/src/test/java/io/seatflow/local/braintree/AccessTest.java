package io.seatflow.local.braintree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.exceptions.AuthenticationException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in, and what may be brought. */
class AccessTest {

    @RegisterExtension final LocalGateway local = new LocalGateway();

    @Test
    void onlyTheMerchantsOwnKeysOpen() {
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> with("seatflow", "public", "wrong").clientToken().generate());
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> with("seatflow", "wrong", "private").transaction().find("x"));
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> with("other", "public", "private").customer().find("x"));
        assertThat(local.call("GET", "/merchants/seatflow/customers/x", "").statusCode())
                .isEqualTo(401);
    }

    @Test
    void noEntityIsEverResolved(@TempDir Path folder) throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "hidden-words");
        var attack =
                """
                <?xml version="1.0"?>
                <!DOCTYPE customer [<!ENTITY secret SYSTEM "%s">]>
                <customer><id>eve</id><company>&secret;</company></customer>
                """
                        .formatted(secret.toUri());

        assertThat(post("/merchants/seatflow/customers", attack)).isEqualTo(400);
        assertThat(local.sdk().customer().all().getIds()).isEmpty();
    }

    @Test
    void whatIsNotXmlOrTooMuchIsRefused() throws Exception {
        assertThat(post("/merchants/seatflow/customers", "<customer>")).isEqualTo(400);
        assertThat(post("/merchants/seatflow/customers", "<a>".repeat(50) + "</a>".repeat(50)))
                .isEqualTo(400);
        assertThat(post("/merchants/seatflow/customers", " ".repeat((1 << 20) + 1))).isEqualTo(413);
    }

    @Test
    void whatTheStandInDoesNotDoIsNotCalledMissing() throws Exception {
        assertThat(post("/merchants/seatflow/subscriptions", "<subscription/>")).isEqualTo(501);
    }

    private BraintreeGateway with(String merchant, String publicKey, String privateKey) {
        return LocalGateway.sdk(local.address(), merchant, publicKey, privateKey);
    }

    private int post(String path, String xml) throws Exception {
        var basic =
                Base64.getEncoder()
                        .encodeToString("public:private".getBytes(StandardCharsets.UTF_8));
        URI address = local.address().resolve(path);
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(address)
                            .header("Authorization", "Basic " + basic)
                            .header("Content-Type", "application/xml")
                            .POST(BodyPublishers.ofString(xml))
                            .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
