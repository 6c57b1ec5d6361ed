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
    private int toDeliver;
    private int takenBack;
    private int deliveredFromRetiring;
    private int given;
    private int occupied;
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
                require(isAllocate() || isOccupy(), transfer, "sets aside what is not for it");
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
                require(bought == 0 && !change.direct(), transfer, "is bought by another plan");
                bought += seats;
                toDeliver = available + retiring + seats;
                requireTheRest(transfer, toDeliver);
            }
            case "DIRECT → CLIENT_FREE" -> {
                require(bought == 0 && change.direct(), transfer, "is bought by another plan");
                bought += seats;
                given += seats;
                requireTheRest(transfer, seats);
                if (!isOccupy()) {
                    effect(transfer, change.action().equals("PURCHASE"));
                }
            }
            case "RESERVED → CLIENT_FREE" -> {
                given += seats;
                deliver(transfer, isAllocate() || isOccupy());
            }
            case "RESERVED → INTERNAL" -> {
                require(isOccupy() && change.client() == null, transfer, "is for nobody in there");
                occupied += seats;
                deliver(transfer, true);
            }
            case "RESERVED → AVAILABLE" -> {
                if (bought > 0) {
                    deliver(transfer, true);
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
            case "AVAILABLE → CLIENT_FREE", "COMPLIMENTARY → CLIENT_FREE" -> {
                given += seats;
                if (isOccupy()) {
                    requireTheRest(transfer, seats);
                } else {
                    effect(transfer, isAllocate());
                }
            }
            case "CLIENT_FREE → CLIENT_IN_USE", "AVAILABLE → INTERNAL" -> {
                require(isOccupy(), transfer, "seats users of nobody's asking");
                occupied += seats;
            }
            case "CLIENT_FREE → AVAILABLE", "CLIENT_FREE → COMPLIMENTARY" ->
                    effect(transfer, change.action().equals("RETURN"));
            case "AVAILABLE → RETIRING" -> effect(transfer, change.action().equals("RETIRE"));
            default -> require(false, transfer, "is none that a change makes");
        }
    }

    /** Users may have had seats already, or may be gone by now: the others have one each. */
    private void requireTheRest(Transfer transfer, int seats) {
        require(
                isOccupy() ? seats + occupied <= change.seats() : seats == change.seats(),
                transfer,
                "gets other than the rest");
    }

    /**
     * Purchases and keeps take back seats for the plan; whoever needs seats only what they lack.
     */
    private void takeBack(Transfer transfer, int availableBefore) {
        takenBack += transfer.seats();
        int missing = change.seats() - availableBefore;
        if (isAllocate()) {
            require(transfer.seats() == missing, transfer, "takes back other than what is missing");
        } else if (isOccupy()) {
            require(transfer.seats() <= missing, transfer, "takes back more than what is missing");
        } else {
            effect(transfer, change.action().equals("KEEP") || change.action().equals("PURCHASE"));
        }
    }

    /** All at once, but for seats of users of the partner who are gone: those stay available. */
    private void deliver(Transfer transfer, boolean isRightTarget) {
        require(
                transfer.to().equals("INTERNAL")
                        ? transfer.seats() <= toDeliver
                        : transfer.seats() == toDeliver,
                transfer,
                "delivers other than was set aside and bought");
        toDeliver -= transfer.seats();
        deliveredFromRetiring += retiring;
        available = 0;
        retiring = 0;
        if (isOccupy()) {
            require(isRightTarget, transfer, "does not go with the action");
        } else {
            effect(transfer, isRightTarget);
        }
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

    private boolean isOccupy() {
        return change.action().equals("OCCUPY");
    }

    /** Compares what it has moved with what it ended as. */
    void end() {
        var isDone = change.status().equals("COMPLETED");
        var isRight =
                isOccupy()
                        ? occupied <= change.seats() && (isDone || given == 0)
                        : isDone
                                ? effects == 1 && done == change.seats()
                                : effects == 0 && done == 0;
        findings.require(
                isRight,
                Rule.TRANSFERS_OF_A_CHANGE,
                "%s has moved %d seats in %d effects and seated %d users",
                change,
                done,
                effects,
                occupied);
        findings.require(
                bought == (isDone ? change.shortfall() : 0),
                Rule.TRANSFERS_OF_A_CHANGE,
                "%s has bought %d seats",
                change,
                bought);
        var isPurchasing = change.status().equals("PURCHASING");
        findings.require(
                toDeliver == 0
                        && available == (isPurchasing ? change.reservedAvailable() : 0)
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

    /** Whether what it bought is about to be delivered. */
    boolean isDelivering() {
        return toDeliver > 0;
    }

    /** How many seats it moved to where they were wanted. */
    int done() {
        return done;
    }

    /** How many seats its client got by it. */
    int given() {
        return given;
    }

    /** How many users took a seat by it. */
    int occupied() {
        return occupied;
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
