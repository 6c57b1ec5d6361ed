package io.seatflow.local.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** Formats an empty data folder, runs a broker on it, and says in a file when its topics exist. */
final class Broker {

    /** Each topic, and who hears it: what one of them gives up goes to a topic of its own. */
    private static final Map<String, Set<String>> HEARD =
            Map.of(
                    "seatflow.accounts",
                    Set.of("seat-service", "billing-service", "trial-scheduler"),
                    "seatflow.seats",
                    Set.of("account-service", "billing-service"),
                    "seatflow.billing",
                    Set.of("account-service", "seat-service"),
                    "seatflow.trials",
                    Set.of("account-service"));

    private static final int PARTITIONS = 4;

    private Broker() {}

    public static void main(String[] args) throws IOException {
        var data = Path.of(args[0]);
        var port = args[1];
        var ready = Path.of(args[3]);
        var config = writeConfig(data, port, args[2]);
        if (Files.notExists(data.resolve("meta.properties"))) {
            format(config);
        }
        Thread.ofPlatform().daemon().start(() -> createTopics(port, ready));
        Kafka.main(new String[] {config.toString()});
    }

    private static Path writeConfig(Path data, String port, String controllerPort)
            throws IOException {
        var settings = new TreeMap<String, String>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@localhost:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "PLAINTEXT://localhost:%s,CONTROLLER://localhost:%s"
                        .formatted(port, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://localhost:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", data.toString());
        settings.put("num.partitions", Integer.toString(PARTITIONS));
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        for (var topic :
                List.of(
                        "offsets.topic",
                        "transaction.state.log",
                        "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", Integer.toString(PARTITIONS));
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        var lines = new ArrayList<String>();
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        return Files.write(data.resolveSibling(data.getFileName() + ".properties"), lines);
    }

    private static void format(Path config) {
        var words =
                new String[] {
                    "format",
                    "--cluster-id",
                    Uuid.randomUuid().toString(),
                    "--config",
                    config.toString()
                };
        StorageTool.execute(words, System.out);
    }

    /** The gateway reads from the beginning who may come in, so that topic is kept for ever. */
    private static Map<String, String> keeping(String topic) {
        return topic.equals("seatflow.accounts") ? Map.of("retention.ms", "-1") : Map.of();
    }

    private static List<String> topics() {
        var topics = new ArrayList<>(HEARD.keySet());
        HEARD.forEach((topic, services) ->
                services.forEach(service -> topics.add(topic + "." + service + ".dlq")));
        return topics;
    }

    private static void createTopics(String port, Path ready) {
        try (var admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:" + port))) {
            var missing = new ArrayList<NewTopic>();
            var present = admin.listTopics().names().get();
            for (var topic : topics()) {
                if (!present.contains(topic)) {
                    missing.add(
                            new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())
                                    .configs(keeping(topic)));
                }
            }
            admin.createTopics(missing).all().get();
            Files.createFile(ready);
        } catch (ExecutionException | IOException e) {
            throw new IllegalStateException("The topics could not be created.", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
