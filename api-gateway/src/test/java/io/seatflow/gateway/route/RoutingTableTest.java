package io.seatflow.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTableTest {

    private static final UUID PARTNER = UUID.fromString("0199c0de-0000-7000-8000-00000000000a");
    private static final UUID CLIENT = UUID.fromString("0199c0de-0000-7000-8000-00000000000c");

    @ParameterizedTest
    @CsvSource({
        "ACCOUNT, /v1/partners",
        "ACCOUNT, /v1/partners/P",
        "ACCOUNT, /v1/partners/P/",
        "ACCOUNT, /v1/partners/P/clients",
        "ACCOUNT, /v1/partners/P/clients/C",
        "ACCOUNT, /v1/partners/P/clients/C/start-trial",
        "ACCOUNT, /v1/partners/P/clients/C/billing-manager",
        "ACCOUNT, /v1/partners/P/clients/C/access",
        "ACCOUNT, /v1/partners/P/clients/C/users",
        "ACCOUNT, /v1/partners/P/clients/C/users/U/retry",
        "ACCOUNT, /v1/partners/P/clients/C/roles",
        "ACCOUNT, /v1/partners/P/users",
        "ACCOUNT, /v1/partners/P/users/U",
        "ACCOUNT, /v1/partners/P/roles",
        "ACCOUNT, /v1/partners/P/notifications",
        "ACCOUNT, /v1/partners/P/audit-log",
        "ACCOUNT, /v1/partners/P/webhook-endpoints",
        "ACCOUNT, /v1/partners/P/webhook-endpoints/W/deliveries",
        "ACCOUNT, /v1/partners/P/events",
        "SEAT, /v1/partners/P/seats",
        "SEAT, /v1/partners/P/seats/ledger",
        "SEAT, /v1/partners/P/seat-changes",
        "SEAT, /v1/partners/P/seat-changes/X/confirm",
        "SEAT, /v1/partners/P/clients/C/seats",
        "BILLING, /v1/partners/P/plan",
        "BILLING, /v1/partners/P/plan-changes",
        "BILLING, /v1/partners/P/plan-changes/X",
        "BILLING, /v1/partners/P/catalog",
        "BILLING, /v1/partners/P/invoices",
        "BILLING, /v1/partners/P/invoices/X/credit-notes",
        "BILLING, /v1/partners/P/upcoming-invoice",
        "BILLING, /v1/partners/P/payment-methods",
        "BILLING, /v1/partners/P/payment-methods/client-token",
        "BILLING, /v1/partners/P/payments/X/outcome",
        "BILLING, /v1/partners/P/clients/C/billing/invoices",
        "BILLING, /v1/billing-runs",
        "BILLING, /v1/billing-runs/X",
        "BILLING, /v1/catalogs",
        "BILLING, /v1/reconciliations",
        "BILLING, /v1/reconciliations/X",
        "TRIAL, /v1/partners/P/trials",
        "ACCOUNT, /v1/dead-letters/account-service",
        "SEAT, /v1/dead-letters/seat-service/replays",
        "BILLING, /v1/dead-letters/billing-service/skips",
        "TRIAL, /v1/dead-letters/trial-scheduler",
        "BRAINTREE, /sandbox/payments",
        "BRAINTREE, /sandbox/payments/behaviour",
    })
    void everyPathOfTheApiHasItsService(Service service, String path) {
        assertThat(RoutingTable.find(withIds(path)))
                .hasValueSatisfying(found -> {
                    assertThat(found.service()).isEqualTo(service);
                    assertThat(found.partnerId()).isEqualTo(path.contains("/P") ? PARTNER : null);
                    assertThat(found.clientId()).isEqualTo(path.contains("/C") ? CLIENT : null);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v1/partner",
                "/v1/partners/1-1-1-1-1",
                "/v1/partners/P/secrets",
                "/v1/partners/P/clients/X",
                "/v1/partners/P/clients//seats",
                "/v1/partners/P/../P/seats",
                "/v1/partners/P/seats/..%2f..",
                "/v1/partners/P/seats/%2E%2E/plan",
                "/v1/partners/P/clients;a=b/C",
                "/v1/partners/P/seats/..\\plan",
                "/v1/partners/P/seats/..%5Cplan",
                "/v1/partners/P/seats/%00",
                "/v1/partners/P/seats/a%1Fb",
                "/v1/partners/P/seats/%7f",
                "/v1/partners/P/.hidden",
                "/internal/clock",
                "/q/metrics",
                "/sandbox/other",
                "*",
            })
    void nothingElseHas(String path) {
        assertThat(RoutingTable.find(withIds(path))).isEmpty();
    }

    private static String withIds(String path) {
        return path.replace("/P/", "/" + PARTNER + "/")
                .replaceFirst("/P$", "/" + PARTNER)
                .replace("/C/", "/" + CLIENT + "/")
                .replaceFirst("/C$", "/" + CLIENT);
    }
}
