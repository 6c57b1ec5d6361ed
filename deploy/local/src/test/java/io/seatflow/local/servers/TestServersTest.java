package io.seatflow.local.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;

class TestServersTest {

    @Test
    void eachDatabaseIsOpenToItsOwnLoginAlone() throws SQLException {
        var postgres = TestServers.postgres();
        postgres.createDatabase("seats", "seatflow");
        postgres.createDatabase("billing", "seatflow");
        postgres.createDatabase("billing", "seatflow");

        try (var seats =
                DriverManager.getConnection(postgres.jdbcUrl("seats"), "seats", "seatflow")) {
            assertThat(seats.isValid(5)).isTrue();
        }
        assertThatThrownBy(() ->
                        DriverManager.getConnection(
                                        postgres.jdbcUrl("billing"), "seats", "seatflow")
                                .close())
                .hasMessageContaining("permission denied");
    }

    @Test
    void theTopicsExistWithSeveralPartitions() throws Exception {
        var servers =
                Map.<String, Object>of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestServers.kafka());
        try (var admin = Admin.create(servers)) {
            var names = admin.listTopics().names().get();
            assertThat(names)
                    .contains(
                            "seatflow.accounts",
                            "seatflow.seats",
                            "seatflow.billing",
                            "seatflow.trials");
            assertThat(admin.describeTopics(names).allTopicNames().get().values())
                    .allSatisfy(topic -> assertThat(topic.partitions()).hasSize(4));
        }
    }
}
