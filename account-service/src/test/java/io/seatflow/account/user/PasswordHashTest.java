package io.seatflow.account.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordHashTest {

    @Test
    void aHashTellsNothingOfItsPasswordAndDiffersBySalt() {
        PasswordHash one = PasswordHash.of("correct horse", new byte[] {1});
        PasswordHash other = PasswordHash.of("correct horse", new byte[] {2});

        assertThat(one.secretData()).doesNotContain("correct horse");
        assertThat(one).isNotEqualTo(other).hasToString("PasswordHash");
        assertThat(PasswordHash.of("correct horse", new byte[] {1})).isEqualTo(one);
    }
}
