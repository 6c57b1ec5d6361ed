package io.seatflow.local.launcher;

import java.net.URI;

/** Addresses on this machine. */
final class Addresses {

    private Addresses() {}

    static URI of(int port) {
        return URI.create("http://localhost:" + port);
    }
}
