package io.seatflow.local.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Kafka broker of one node, in a JVM of its own, with Seatflow's topics. */
public final class KafkaServer implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofSeconds(90);

    private final ChildProcess process;
    private final String bootstrapServers;

    private KafkaServer(ChildProcess process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * How to start it.
     *
     * @param data the folder of its log segments, formatted when it is empty
     */
    public record Options(Path data, int port, Path log) {}

    /** Starts the broker and returns once its topics exist. */
    public static KafkaServer start(Options options) {
        var project = ProjectFolder.find();
        var ready = options.data().resolveSibling(options.data().getFileName() + ".ready");
        try {
            Files.createDirectories(options.data());
            Files.deleteIfExists(ready);
        } catch (IOException e) {
            throw new StartupFailure(
                    "Cannot write Kafka's data to %s: %s".formatted(options.data(), e.getMessage()),
                    e);
        }
        var process =
                ChildProcess.start(
                        new ChildProcess.Command(
                                "Kafka",
                                List.of(
                                        Java.executable(),
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        project.kafkaClassPath(),
                                        "io.seatflow.local.kafka.Broker",
                                        options.data().toString(),
                                        Integer.toString(options.port()),
                                        Integer.toString(Ports.free()),
                                        ready.toString()),
                                options.log()));
        try {
            process.awaitReady(START_MAX, () -> Files.exists(ready));
        } catch (StartupFailure e) {
            process.close();
            throw e;
        }
        return new KafkaServer(process, "localhost:" + options.port());
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** The process behind it. */
    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
