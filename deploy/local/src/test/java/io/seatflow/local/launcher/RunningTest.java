package io.seatflow.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.local.suite.Component;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {

    private static final Map<Component, Integer> PORTS = Map.of(Component.GATEWAY, 9090);

    @TempDir Path state;

    @Test
    void aSuiteIsFoundWhileItsLauncherLives() {
        Running.thisProcess(true, PORTS, Map.of()).write(state);

        assertThat(Running.find(state)).get().extracting(Running::ports).isEqualTo(PORTS);
        assertThat(Running.wasCutShort(state)).isFalse();
    }

    @Test
    void aProcessThatOnlyHasTheSameNumberIsNotTheLauncher() {
        var self = ProcessHandle.current().pid();
        new Running(self, "1999-01-01T00:00:00Z", true, PORTS, Map.of()).write(state);

        assertThat(Running.find(state)).isEmpty();
        assertThat(Running.wasCutShort(state)).isTrue();
    }
}
