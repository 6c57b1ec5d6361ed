package io.seatflow.seat.change.rest;

import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.seat.change.Action;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** Looks at it while the other fields are looked at, so that every bad field is named at once. */
@ApplicationScoped
class NamesWhoseSeatsValidator implements ConstraintValidator<NamesWhoseSeats, ChangeRequest> {

    private final CurrentCall call;

    NamesWhoseSeatsValidator(CurrentCall call) {
        this.call = call;
    }

    @Override
    public boolean isValid(ChangeRequest request, ConstraintValidatorContext context) {
        context.disableDefaultConstraintViolation();
        return switch (request.action()) {
            // It is missing or unknown: then nobody can tell what goes with it.
            case null -> true;
            case OCCUPY ->
                    refuse(
                            "action",
                            "must be one of PURCHASE, RETIRE, KEEP, ALLOCATE, RETURN",
                            context);
            case ALLOCATE, RETURN ->
                    request.clientId() != null
                            || refuse("clientId", "must name the client", context);
            case PURCHASE, RETIRE, KEEP ->
                    request.clientId() == null
                            || request.isOfOwnPlan(call.caller())
                            || refuse("clientId", doesNotGoWith(request.action()), context);
        };
    }

    private static String doesNotGoWith(Action action) {
        return "does not go with " + action + " of the partner's plan";
    }

    /** Always false: what is refused is not valid. */
    private static boolean refuse(String field, String detail, ConstraintValidatorContext context) {
        context.buildConstraintViolationWithTemplate(detail)
                .addPropertyNode(field)
                .addConstraintViolation();
        return false;
    }
}
