package io.seatflow.account.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.account.client.ClientEdit;
import io.seatflow.account.client.OnTrialEnd;
import io.seatflow.account.edit.Edit;
import io.seatflow.account.input.Text;
import io.seatflow.account.input.Whole;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of a client.
 *
 * @param externalId text, or null to clear it; absent: as it is
 * @param purchaseOrder likewise
 * @param seatLimit a number, or null for no limit; absent: as it is. A client's own administrators
 *     may set it too; where the partner pays they may not raise it, or clear it
 * @param complimentaryLimit set by operators alone
 */
record ClientPatch(
        @Nullable @Text(max = 200) String name,
        @Nullable @Text(max = 200) @Schema(type = SchemaType.STRING, nullable = true)
                JsonNode externalId,
        @Nullable @Text(max = 200) @Schema(type = SchemaType.STRING, nullable = true)
                JsonNode purchaseOrder,
        @Nullable OnTrialEnd onTrialEnd,
        @Nullable @Whole @Schema(type = SchemaType.INTEGER, nullable = true) JsonNode seatLimit,
        @Nullable @Min(0) @Max(1_000_000) Integer complimentaryLimit) {

    /** Whether it says anything that is for the partner's people to say. */
    boolean isForThePartner() {
        return complimentaryLimit == null
                || name != null
                || externalId != null
                || purchaseOrder != null
                || onTrialEnd != null
                || seatLimit != null;
    }

    /** Whether it says something about the client's seats in all, and nothing else. */
    boolean isNothingButSeatLimit() {
        return seatLimit != null
                && name == null
                && externalId == null
                && purchaseOrder == null
                && onTrialEnd == null
                && complimentaryLimit == null;
    }

    ClientEdit toEdit() {
        return new ClientEdit(
                name == null ? new Edit.Keep<>() : new Edit.To<>(name.strip()),
                edit(onTrialEnd),
                text(externalId),
                text(purchaseOrder),
                seatLimit == null
                        ? new Edit.Keep<>()
                        : new Edit.To<>(seatLimit.isNull() ? null : seatLimit.intValue()),
                edit(complimentaryLimit));
    }

    private static <T> Edit<T> edit(@Nullable T field) {
        return field == null ? new Edit.Keep<>() : new Edit.To<>(field);
    }

    private static Edit<String> text(@Nullable JsonNode field) {
        return field == null
                ? new Edit.Keep<>()
                : new Edit.To<>(field.isNull() ? null : field.textValue());
    }
}
