package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What the gateway itself costs, and the generator: seat changes of a thousand partners, asked for
 * by people of every role, against a server that does nothing, directly and through the gateway.
 */
public final class GatewayCost {

    private static final int PARTNERS = 1_000;
    private static final int CLIENTS = 32;
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int WARM_UP_REQUESTS = 300_000;
    private static final int WARM_UPS_MAX = 5;
    private static final Duration SLICE = Duration.ofSeconds(5);

    private GatewayCost() {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        try (var run = RunFolder.in(folder);
                var issuer = TokenIssuer.start();
                var nothing = FixedAnswers.start();
                var kafka =
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        run.path().resolve("kafka"),
                                        Ports.free(),
                                        run.path().resolve("logs/kafka.log")));
                var gateway =
                        MeasuredService.start(
                                "api-gateway",
                                run.path().resolve("logs/api-gateway.log"),
                                Map.of(
                                        "SEATFLOW_OIDC_ISSUER",
                                        issuer.name(),
                                        "KAFKA_BOOTSTRAP_SERVERS",
                                        kafka.bootstrapServers(),
                                        "SEATFLOW_URL_SEAT",
                                        "http://localhost:" + nothing.port()))) {
            List<BenchPartner> partners =
                    Stream.generate(UUID::randomUUID)
                            .limit(PARTNERS)
                            .map(id -> partner(issuer, id))
                            .toList();
            var cpu = new CpuMeter();
            cpu.watch("gateway", gateway.pid());
            cpu.watch("generator and server", ProcessHandle.current().pid());
            Load direct = load(nothing.port(), partners);
            Load through = load(gateway.port(), partners);
            direct.run(CLIENTS, WARM_UP.dividedBy(4));
            warmUp(through);
            for (int round = 0; round < ROUNDS; round++) {
                measure("direct", direct, cpu);
                measure("through the gateway", through, cpu);
            }
        }
    }

    private static BenchPartner partner(TokenIssuer issuer, UUID id) {
        var clients = List.of(UUID.randomUUID());
        return new BenchPartner(id, clients, BenchCaller.ofEveryRole(issuer, id, clients));
    }

    /** On a busy machine the compilers need longer: work counts too, not time alone. */
    private static void warmUp(Load load) {
        int done = 0;
        for (int i = 0; i < WARM_UPS_MAX && done < WARM_UP_REQUESTS; i++) {
            done += load.run(CLIENTS, WARM_UP).requireRight().count();
        }
    }

    private static Load load(int port, List<BenchPartner> partners) {
        return new HttpLoad(port, new SeatTraffic(port, partners), 201);
    }

    private static void measure(String what, Load load, CpuMeter cpu) {
        Map<String, Double> before = cpu.seconds();
        Samples samples = load.run(CLIENTS, SLICE);
        Map<String, Double> after = cpu.seconds();
        samples.requireRight();
        System.out.printf(
                "%-22s %8.0f per s, p50 %6.2f ms, p99 %6.2f ms",
                what, samples.perSecond(), samples.millis(0.5), samples.millis(0.99));
        after.forEach((name, seconds) ->
                System.out.printf(
                        ", %s %.1f us",
                        name, (seconds - before.getOrDefault(name, 0.0)) * 1e6 / samples.count()));
        System.out.println();
    }
}
