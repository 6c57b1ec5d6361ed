package io.seatflow.local.servers;

import java.nio.file.Path;

/** The JDK that runs this, for the JVMs that it starts. */
public final class Java {

    private Java() {}

    public static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
