package io.seatflow.local.launcher;

import io.seatflow.local.servers.Ports;
import io.seatflow.local.suite.Component;
import java.io.PrintStream;

/** {@code ./dev status}: what runs, where, and with how much memory. */
record Status(Running running, PrintStream out) {

    int print() {
        boolean allUp = running.ready();
        for (var component : Component.values()) {
            var port = running.port(component);
            boolean up = Ports.isTaken(port);
            allUp &= up;
            out.printf(
                    "%-19s %-8s localhost:%-6d %s%n",
                    component.title(), up ? "up" : "down", port, memory(component));
        }
        out.printf("Together %d MB of memory%n", memoryMebibytes(running));
        return allUp ? 0 : 1;
    }

    private String memory(Component component) {
        var pid = running.pids().get(component);
        return pid == null ? "" : "pid %d, %d MB".formatted(pid, Machine.mebibytesOfTree(pid));
    }

    /** Of the suite and of its launcher. */
    static long memoryMebibytes(Running running) {
        return Machine.mebibytesOfTree(running.pid());
    }
}
