package io.seatflow.account.partner.rest;

import io.seatflow.account.partner.Finding;
import io.seatflow.account.partner.RegistrationRules;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder.NodeBuilderCustomizableContext;
import java.util.List;

/**
 * Has {@link RegistrationRules} look at a registration while its other fields are looked at, so
 * that every bad field is named at once.
 */
@ApplicationScoped
class NamesWhatThereIsValidator implements ConstraintValidator<NamesWhatThereIs, PartnerRequest> {

    private final RegistrationTerms terms;

    NamesWhatThereIsValidator(RegistrationTerms terms) {
        this.terms = terms;
    }

    @Override
    public boolean isValid(PartnerRequest request, ConstraintValidatorContext context) {
        context.disableDefaultConstraintViolation();
        List<Finding> findings =
                RegistrationRules.check(
                        request.program(),
                        request.currency(),
                        request.timeZone(),
                        request.addOns(),
                        terms.catalogs());
        findings.forEach(finding -> report(finding, context));
        boolean passwordRefused = hasPassword(request) && !terms.takesPasswords();
        if (passwordRefused) {
            report(new Finding(List.of("admin", "password"), "is not a known field"), context);
        }
        return findings.isEmpty() && !passwordRefused;
    }

    // A field of a wrong type has been taken out, and reads as null here.
    @SuppressWarnings("ConstantValue")
    private static boolean hasPassword(PartnerRequest request) {
        return request.admin() != null && request.admin().password() != null;
    }

    private static void report(Finding finding, ConstraintValidatorContext context) {
        ConstraintViolationBuilder violation =
                context.buildConstraintViolationWithTemplate(finding.detail());
        NodeBuilderCustomizableContext node =
                violation.addPropertyNode(finding.path().getFirst().toString());
        if (finding.path().size() == 1) {
            node.addConstraintViolation();
            return;
        }
        switch (finding.path().get(1)) {
            case Integer index ->
                    node.addContainerElementNode("<list element>", List.class, 0)
                            .inIterable()
                            .atIndex(index)
                            .addConstraintViolation();
            case Object field -> node.addPropertyNode(field.toString()).addConstraintViolation();
        }
    }
}
