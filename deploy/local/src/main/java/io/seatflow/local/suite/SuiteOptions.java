package io.seatflow.local.suite;

import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.StartupFailure;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a suite is started.
 *
 * @param data what survives a restart
 * @param logs one file for each component
 * @param ports one for each component
 * @param environment what every service is told beyond the addresses of the others
 * @param progress hears what happens while the suite starts
 */
public record SuiteOptions(
        Path data,
        Path logs,
        Map<Component, Integer> ports,
        Map<String, String> environment,
        Consumer<String> progress) {

    private static final int PORT_MAX = 65_535;

    public SuiteOptions {
        data = data.toAbsolutePath();
        logs = logs.toAbsolutePath();
        ports = Map.copyOf(ports);
        environment = Map.copyOf(environment);
        if (!ports.keySet().equals(Set.of(Component.values()))) {
            throw new IllegalArgumentException("Every component needs a port: " + ports);
        }
    }

    /** The usual ports, unless the environment moves them. */
    public static SuiteOptions inFolder(Path folder, Map<String, String> environment) {
        var ports = new EnumMap<Component, Integer>(Component.class);
        for (var component : Component.values()) {
            ports.put(component, port(component, environment));
        }
        return new SuiteOptions(
                folder.resolve("data"), folder.resolve("logs"), ports, Map.of(), _ -> {});
    }

    private static int port(Component component, Map<String, String> environment) {
        var port = environment.get(component.portVariable());
        if (port == null) {
            return component.usualPort();
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > PORT_MAX) {
            throw new StartupFailure(
                    "%s is \"%s\", which is not a port (1 to %d)."
                            .formatted(component.portVariable(), port, PORT_MAX));
        }
        return Integer.parseInt(port);
    }

    /** Ports that are free now, so that it runs beside any other suite. */
    public static SuiteOptions beside(Path folder) {
        var ports = new EnumMap<Component, Integer>(Component.class);
        var used = new HashSet<Integer>();
        for (var component : Component.values()) {
            int port = Ports.free();
            while (!used.add(port)) {
                port = Ports.free();
            }
            ports.put(component, port);
        }
        return new SuiteOptions(
                folder.resolve("data"), folder.resolve("logs"), ports, Map.of(), _ -> {});
    }

    /** The same with these variables for every service. */
    public SuiteOptions withEnvironment(Map<String, String> environment) {
        return new SuiteOptions(data, logs, ports, environment, progress);
    }

    /** The same with someone who hears the progress. */
    public SuiteOptions withProgress(Consumer<String> progress) {
        return new SuiteOptions(data, logs, ports, environment, progress);
    }

    /** The folder of the mails that were taken. */
    public Path mails() {
        return data.resolve("mail");
    }

    int port(Component component) {
        return ports.getOrDefault(component, component.usualPort());
    }

    Path log(Component component) {
        return logs.resolve(component.id() + ".log");
    }
}
