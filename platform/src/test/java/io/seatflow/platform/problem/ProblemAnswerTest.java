package io.seatflow.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.AuthenticationFailedException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class ProblemAnswerTest {

    @Test
    void aTokenThatCannotBeCheckedIsNotCalledBad() {
        var bad = new AuthenticationFailedException();
        var unreachable = new AuthenticationFailedException(new ConnectException("refused"));

        assertThat(ProblemAnswer.problemOf(bad).type()).isEqualTo(ProblemType.UNAUTHORIZED);
        assertThat(ProblemAnswer.problemOf(unreachable).type()).isEqualTo(ProblemType.UNAVAILABLE);
    }

    @Test
    void anAccidentTellsNothingOfItself() {
        var answer =
                ProblemAnswer.to(
                        ProblemAnswer.problemOf(new IllegalStateException("secret")), "/v1/x");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body().toString()).doesNotContain("secret");
    }
}
