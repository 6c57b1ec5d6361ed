package io.seatflow.billing.payment.rest;

import io.seatflow.billing.payment.rest.PaymentOutcomeResource.OutcomeRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/** Looks at it while the other fields are looked at, so that every bad field is named at once. */
@ApplicationScoped
class NamesTheChargeValidator implements ConstraintValidator<NamesTheCharge, OutcomeRequest> {

    @Override
    public boolean isValid(OutcomeRequest request, ConstraintValidatorContext context) {
        var fault = fault(request);
        if (fault != null) {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(fault)
                    .addPropertyNode("transactionId")
                    .addConstraintViolation();
        }
        return fault == null;
    }

    private static @Nullable String fault(OutcomeRequest request) {
        var transactionId = request.transactionId();
        return switch (request.outcome()) {
            // It is missing or unknown: then nobody can tell what goes with it.
            case null -> null;
            case CHARGED ->
                    transactionId == null || transactionId.isBlank()
                            ? "must name the charge at the gateway"
                            : null;
            case NOT_CHARGED -> transactionId == null ? null : "must not be there with NOT_CHARGED";
        };
    }
}
