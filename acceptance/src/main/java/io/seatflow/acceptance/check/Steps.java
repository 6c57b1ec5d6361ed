package io.seatflow.acceptance.check;

import io.seatflow.acceptance.check.Books.Change;
import io.seatflow.acceptance.check.Books.Transfer;
import io.seatflow.acceptance.check.Violation.Rule;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of one seat change, one by one, held against what the domain says of its action.
 */
final class Steps {

    private final Change change;
    private final Findings findings;
    private int available;
    private int retiring;
    private int bought;
    private int takenBack;
    private int deliveredFromRetiring;
    private int done;
    private int effects;

    Steps(Change change, Findings findings) {
        this.change = change;
        this.findings = findings;
    }

    /**
     * Takes the next transfer.
     *
     * @param availableBefore what was available before it
     * @param retiringBefore what was retiring before it
     */
    void take(Transfer transfer, int availableBefore, int retiringBefore) {
        require(
                Objects.equals(transfer.client(), clientOf(transfer)),
                transfer,
                "is of another client");
        int seats = transfer.seats();
        switch (transfer.from() + " → " + transfer.to()) {
            case "AVAILABLE → RESERVED" -> {
                require(
                        available == 0 && seats == Math.min(availableBefore, change.seats()),
                        transfer,
                        "sets aside other than what is available, " + availableBefore);
                require(isAllocate(), transfer, "sets aside what is for clients alone");
                available += seats;
            }
            case "RETIRING → RESERVED" -> {
                require(
                        retiring == 0
                                && seats == Math.min(retiringBefore, change.seats() - available),
                        transfer,
                        "sets aside other than what retires, " + retiringBefore);
                retiring += seats;
            }
            case "PLAN → RESERVED" -> {
                require(
                        bought == 0 && available + retiring + seats == change.seats(),
                        transfer,
                        "buys other than the rest");
                bought += seats;
            }
            case "RESERVED → CLIENT_FREE" -> deliver(transfer, isAllocate());
            case "RESERVED → AVAILABLE" -> {
                if (bought > 0) {
                    deliver(transfer, change.action().equals("PURCHASE"));
                } else {
                    require(seats == available, transfer, "gives back other than was set aside");
                    available = 0;
                }
            }
            case "RESERVED → RETIRING", "RESERVED → PLAN" -> {
                require(
                        bought == 0 && seats <= retiring,
                        transfer,
                        "gives back other than was set aside");
                retiring -= seats;
            }
            case "RETIRING → AVAILABLE" -> takeBack(transfer, availableBefore);
            case "AVAILABLE → CLIENT_FREE", "COMPLIMENTARY → CLIENT_FREE" ->
                    effect(transfer, isAllocate());
            case "CLIENT_FREE → AVAILABLE", "CLIENT_FREE → COMPLIMENTARY" ->
                    effect(transfer, change.action().equals("RETURN"));
            case "AVAILABLE → RETIRING" -> effect(transfer, change.action().equals("RETIRE"));
            default -> require(false, transfer, "is none that a change makes");
        }
    }

    /** Purchases and keeps take back seats for the plan; allocations only what they lack. */
    private void takeBack(Transfer transfer, int availableBefore) {
        takenBack += transfer.seats();
        if (isAllocate()) {
            require(
                    transfer.seats() == change.seats() - availableBefore,
                    transfer,
                    "takes back other than what is missing");
        } else {
            effect(transfer, change.action().equals("KEEP") || change.action().equals("PURCHASE"));
        }
    }

    private void deliver(Transfer transfer, boolean isRightTarget) {
        require(
                available + retiring + bought == change.seats(),
                transfer,
                "delivers other than was set aside and bought");
        deliveredFromRetiring = retiring;
        available = 0;
        retiring = 0;
        effect(transfer, isRightTarget);
    }

    private void effect(Transfer transfer, boolean isRightAction) {
        require(isRightAction, transfer, "does not go with the action");
        done += transfer.seats();
        effects++;
    }

    private @Nullable UUID clientOf(Transfer transfer) {
        return transfer.from().startsWith("CLIENT_") || transfer.to().startsWith("CLIENT_")
                ? change.client()
                : null;
    }

    private boolean isAllocate() {
        return change.action().equals("ALLOCATE");
    }

    /** Compares what it has moved with what it ended as. */
    void end() {
        var isDone = change.status().equals("COMPLETED");
        findings.require(
                isDone ? effects == 1 && done == change.seats() : effects == 0 && done == 0,
                Rule.TRANSFERS_OF_A_CHANGE,
                "%s has moved %d seats in %d effects",
                change,
                done,
                effects);
        findings.require(
                bought == (isDone ? change.shortfall() : 0),
                Rule.TRANSFERS_OF_A_CHANGE,
                "%s has bought %d seats",
                change,
                bought);
        var isPurchasing = change.status().equals("PURCHASING");
        findings.require(
                available == (isPurchasing ? change.reservedAvailable() : 0)
                        && retiring == (isPurchasing ? change.reservedRetiring() : 0),
                Rule.RESERVATION,
                "%s has set aside %d available and %d retiring seats",
                change,
                available,
                retiring);
    }

    Change change() {
        return change;
    }

    /** How many seats it bought. */
    int bought() {
        return bought;
    }

    /** How many seats it moved to where they were wanted. */
    int done() {
        return done;
    }

    /** How many retiring seats are in use after all, because of it. */
    int kept() {
        return takenBack + deliveredFromRetiring;
    }

    private void require(boolean holds, Transfer transfer, String complaint) {
        findings.require(
                holds, Rule.TRANSFERS_OF_A_CHANGE, "%s %s of %s", transfer, complaint, change);
    }
}
