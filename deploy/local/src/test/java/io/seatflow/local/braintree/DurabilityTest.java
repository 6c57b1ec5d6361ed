package io.seatflow.local.braintree;

import static io.seatflow.local.braintree.LocalGateway.accepted;
import static io.seatflow.local.braintree.LocalGateway.charge;
import static io.seatflow.local.braintree.LocalGateway.onlyCard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.CreditCard;
import com.braintreegateway.PaymentMethodRequest;
import com.braintreegateway.Transaction;
import com.braintreegateway.Transaction.Status;
import com.braintreegateway.exceptions.BraintreeException;
import com.braintreegateway.test.Nonce;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was answered is never forgotten, and what was promised once is there once. */
class DurabilityTest {

    @RegisterExtension final LocalGateway local = new LocalGateway();

    @Test
    void aRestartForgetsNothing() throws IOException {
        var customer = local.customer(Nonce.TransactableAmEx);
        var token = onlyCard(customer).getToken();
        accepted(
                local.sdk()
                        .paymentMethod()
                        .create(
                                new PaymentMethodRequest()
                                        .customerId(customer.getId())
                                        .paymentMethodNonce(Nonce.ProcessorDeclinedVisa)
                                        .options()
                                        .makeDefault(true)
                                        .done()));
        var sale = local.settled("100.10", "sale");
        var refund =
                accepted(local.sdk().transaction().refund(sale.getId(), new BigDecimal("0.10")));
        local.sell(charge("3.00").customerId(customer.getId()).orderId("declined"));

        local.stop();
        local.start();

        var sdk = local.sdk();
        var amex = (CreditCard) sdk.paymentMethod().find(token);
        assertThat(amex.getLast4()).isEqualTo("0005");
        assertThat(amex.isDefault()).isFalse();
        assertThat(sdk.customer().find(customer.getId()).getCreditCards()).hasSize(2);
        var found = sdk.transaction().find(sale.getId());
        assertThat(found.getStatus()).isEqualTo(Status.SETTLED);
        assertThat(found.getAmount()).isEqualTo("100.10");
        assertThat(found.getRefundIds()).containsExactly(refund.getId());
        assertThat(found.getCreatedAt()).isEqualTo(sale.getCreatedAt());
        assertThat(found.getStatusHistory()).hasSize(3);
        assertThat(local.ordered("declined"))
                .extracting(Transaction::getProcessorResponseCode)
                .containsExactly("2000");
        assertThat(local.ordered("sale")).hasSize(2);
        assertThat(local.sell(charge("1.00").customerId(customer.getId())).isSuccess()).isFalse();
        assertThat(accepted(sdk.transaction().refund(sale.getId())).getAmount())
                .isEqualTo("100.00");
    }

    @Test
    void aTornLastLineIsForgottenAndTheNextOneIsNot() throws IOException {
        local.sold("1.00", "whole");
        local.stop();
        Files.writeString(
                local.journal(), "0badc0de [{\"is\":\"Transac", StandardOpenOption.APPEND);

        local.start();
        local.sold("2.00", "after");
        local.stop();
        local.start();

        assertThat(local.ordered("whole")).hasSize(1);
        assertThat(local.ordered("after")).hasSize(1);
    }

    @Test
    void aDamagedJournalIsNotPaperedOver() throws IOException {
        local.sold("1.00", "o");
        local.sold("1.00", "o");
        local.stop();
        var bytes = Files.readAllBytes(local.journal());
        bytes[20] ^= 1;
        Files.write(local.journal(), bytes);

        assertThatIOException().isThrownBy(local::start).withMessageContaining("is damaged");
    }

    @Test
    void twoDoNotShareAJournalNorAPort() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> BraintreeStandIn.start(local.settings(0), Clock.systemUTC()))
                .withMessageContaining("in use");
        var taken = local.address().getPort();
        var elsewhere =
                new Settings(
                        "127.0.0.1",
                        taken,
                        local.folder().resolve("other"),
                        "seatflow",
                        "public",
                        "private",
                        0,
                        Optional.empty());
        assertThatIOException()
                .isThrownBy(() -> BraintreeStandIn.start(elsewhere, Clock.systemUTC()))
                .withMessageContaining("port " + taken + " is taken");
    }

    @Test
    @Timeout(60)
    void fiftyChargesAtOnceAreFiftyCharges() throws Exception {
        var sdk = local.sdk();
        var token = local.token(Nonce.Transactable);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sales = new ArrayList<Future<String>>();
            for (int i = 0; i < 50; i++) {
                var request = charge("10.00").paymentMethodToken(token).orderId("order-" + i);
                sales.add(threads.submit(() -> accepted(sdk.transaction().sale(request)).getId()));
            }
            var ids = ConcurrentHashMap.<String>newKeySet();
            for (var sale : sales) {
                ids.add(sale.get());
            }
            assertThat(ids).hasSize(50);
        }
        assertThat(local.sandbox("GET", "", "").path("items")).hasSize(50);
    }

    /** Refunds of one sale race for what is left of it. */
    @Test
    @Timeout(60)
    void racingRefundsNeverGiveBackMoreThanThereWas() throws Exception {
        var sdk = local.sdk();
        var sale = local.settled("100.00", "o").getId();
        var accepted = new ArrayList<Future<Boolean>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                accepted.add(
                        threads.submit(() ->
                                sdk.transaction()
                                        .refund(sale, new BigDecimal("15.00"))
                                        .isSuccess()));
            }
        }
        assertThat(accepted.stream().filter(Future::resultNow)).hasSize(6);
    }

    /**
     * A real process, killed in the middle of charges: each that was answered is there, none is
     * there twice.
     */
    @Test
    @Timeout(120)
    void aKillLosesNothingThatWasAnswered() throws Exception {
        local.stop();
        Set<String> answered = ConcurrentHashMap.newKeySet();
        var enough = new CountDownLatch(20);
        try (var process = Running.in(local.folder());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sdk = process.sdk();
            for (int worker = 0; worker < 8; worker++) {
                int number = worker;
                threads.execute(() -> sellUntilItDies(sdk, number, answered, enough));
            }
            enough.await();
            process.kill();
        }
        assertThat(answered).hasSizeGreaterThanOrEqualTo(20);

        local.start();

        assertThat(answered)
                .allSatisfy(id -> assertThat(local.sdk().transaction().find(id)).isNotNull());
        var orders = local.sandbox("GET", "", "").path("items").findValuesAsText("orderId");
        assertThat(orders)
                .doesNotHaveDuplicates()
                .hasSizeBetween(answered.size(), answered.size() + 8);
    }

    private static void sellUntilItDies(
            BraintreeGateway sdk, int worker, Set<String> answered, CountDownLatch enough) {
        try {
            for (int i = 0; ; i++) {
                var request =
                        charge("1.00")
                                .paymentMethodNonce(Nonce.Transactable)
                                .orderId(worker + "-" + i);
                answered.add(accepted(sdk.transaction().sale(request)).getId());
                enough.countDown();
            }
        } catch (BraintreeException e) {
            // The process is gone: that is what was waited for.
        }
    }

    /** The stand-in as the launcher runs it. */
    private record Running(Process process, URI address) implements AutoCloseable {

        static Running in(Path folder) throws IOException {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var command =
                    List.of(
                            java,
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BraintreeStandIn.class.getName(),
                            "--port=0",
                            "--data=" + folder);
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new Running(
                    process, URI.create(lastWord(process.inputReader(StandardCharsets.UTF_8))));
        }

        private static String lastWord(BufferedReader output) throws IOException {
            var line = String.valueOf(output.readLine());
            return line.substring(line.lastIndexOf(' ') + 1);
        }

        BraintreeGateway sdk() {
            return LocalGateway.sdk(address, "seatflow", "public", "private");
        }

        void kill() {
            process.destroyForcibly();
        }

        @Override
        public void close() {
            kill();
            process.onExit().join();
        }
    }
}
