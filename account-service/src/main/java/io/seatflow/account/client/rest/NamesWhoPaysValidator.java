package io.seatflow.account.client.rest;

import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.FirstStatus;
import io.seatflow.account.client.OnShortfall;
import io.seatflow.platform.clock.Sandbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

/** Looks at it while the other fields are looked at, so that every bad field is named at once. */
@ApplicationScoped
class NamesWhoPaysValidator implements ConstraintValidator<NamesWhoPays, ClientRequest> {

    private final Sandbox sandbox;

    NamesWhoPaysValidator(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public boolean isValid(ClientRequest request, ConstraintValidatorContext context) {
        context.disableDefaultConstraintViolation();
        boolean byVendor = request.billingManager() == BillingManager.VENDOR;
        var admin = request.admin();
        boolean lacksAdmin = byVendor && admin == null;
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
        boolean passwordRefused = admin != null && admin.password() != null && !sandbox.isOn();
        if (passwordRefused) {
            report("is not a known field", context, "admin", "password");
        }
        return !lacksAdmin && !spends && !passwordRefused;
    }

    private static void report(String detail, ConstraintValidatorContext context, String... path) {
        var violation = context.buildConstraintViolationWithTemplate(detail);
        var node = violation.addPropertyNode(path[0]);
        for (int i = 1; i < path.length; i++) {
            node = node.addPropertyNode(path[i]);
        }
        node.addConstraintViolation();
    }
}
