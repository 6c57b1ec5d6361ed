package io.seatflow.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteOptionsTest {

    @TempDir Path folder;

    @Test
    void theEnvironmentMovesAComponentToAnotherPort() {
        var options = SuiteOptions.inFolder(folder, Map.of("SEATFLOW_PORT_GATEWAY", "9090"));

        assertThat(options.port(Component.GATEWAY)).isEqualTo(9090);
        assertThat(options.port(Component.KEYCLOAK)).isEqualTo(8180);
    }

    @Test
    void whatIsNoPortIsRefusedWithItsName() {
        assertThatThrownBy(
                        () -> SuiteOptions.inFolder(folder, Map.of("SEATFLOW_PORT_SEAT", "99999")))
                .isInstanceOf(StartupFailure.class)
                .hasMessage("SEATFLOW_PORT_SEAT is \"99999\", which is not a port (1 to 65535).");
    }

    @Test
    void aSuiteBesideOthersHasPortsOfItsOwn() {
        var ports = SuiteOptions.beside(folder).ports().values();

        assertThat(new HashSet<>(ports)).hasSize(Component.values().length);
    }

    @Test
    void aTakenPortIsToldInOneSentenceBeforeAnythingStarts() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var beside = SuiteOptions.beside(folder);
            var ports = new EnumMap<>(beside.ports());
            ports.put(Component.BILLING, taken.getLocalPort());
            var options = new SuiteOptions(beside.data(), beside.logs(), ports, Map.of(), _ -> {});

            assertThatThrownBy(() -> Suite.requireFreePorts(options))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessage(
                            "Port %d, which billing-service wants, is taken by another program: stop that, or set SEATFLOW_PORT_BILLING to a free port.",
                            taken.getLocalPort());
        }
    }

    @Test
    void aComponentIsFoundByEitherOfItsNames() {
        assertThat(Component.named("billing")).isEqualTo(Component.BILLING);
        assertThat(Component.named("billing-service")).isEqualTo(Component.BILLING);
        assertThatThrownBy(() -> Component.named("bills"))
                .hasMessageContaining("There is no bills");
    }
}
