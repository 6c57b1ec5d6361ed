package io.seatflow.local.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program with one child, which writes down the child's pid and then waits to be killed. */
final class Parent {

    private Parent() {}

    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        var child =
                ChildProcess.start(
                        new ChildProcess.Command(
                                "A child", List.of("sleep", "600"), folder.resolve("child.log")));
        var unfinished = Files.writeString(folder.resolve("unfinished"), "" + child.pid());
        Files.move(unfinished, folder.resolve("pid"));
        child.awaitEnd(java.time.Duration.ofMinutes(10));
    }
}
