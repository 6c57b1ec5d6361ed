package io.seatflow.local.braintree.merchant;

import org.jspecify.annotations.Nullable;

/** How a customer is called and reached. */
public record Contact(
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String company,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String fax,
        @Nullable String website) {

    public static final Contact NONE = new Contact(null, null, null, null, null, null, null);

    /** This, with whatever the other one names. */
    public Contact with(Contact other) {
        return new Contact(
                or(other.firstName, firstName),
                or(other.lastName, lastName),
                or(other.company, company),
                or(other.email, email),
                or(other.phone, phone),
                or(other.fax, fax),
                or(other.website, website));
    }

    private static @Nullable String or(@Nullable String named, @Nullable String before) {
        return named == null ? before : named;
    }
}
