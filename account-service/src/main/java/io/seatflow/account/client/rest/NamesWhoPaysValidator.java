package io.seatflow.account.client.rest;

import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.FirstStatus;
import io.seatflow.account.client.OnShortfall;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** Looks at it while the other fields are looked at, so that every bad field is named at once. */
@ApplicationScoped
class NamesWhoPaysValidator implements ConstraintValidator<NamesWhoPays, ClientRequest> {

    @Override
    public boolean isValid(ClientRequest request, ConstraintValidatorContext context) {
        context.disableDefaultConstraintViolation();
        boolean byVendor = request.billingManager() == BillingManager.VENDOR;
        boolean lacksAdmin = byVendor && request.admin() == null;
        if (lacksAdmin) {
            report("must be given where the vendor bills the client", context, "admin");
        }
        boolean spends =
                byVendor
                        && request.status() == FirstStatus.ACTIVE
                        && request.onShortfall() == OnShortfall.PURCHASE;
        if (spends) {
            report(
                    "must not be PURCHASE where the client pays: its own administrators confirm",
                    context,
                    "onShortfall");
        }
        return !lacksAdmin && !spends;
    }

    private static void report(String detail, ConstraintValidatorContext context, String field) {
        context.buildConstraintViolationWithTemplate(detail)
                .addPropertyNode(field)
                .addConstraintViolation();
    }
}
