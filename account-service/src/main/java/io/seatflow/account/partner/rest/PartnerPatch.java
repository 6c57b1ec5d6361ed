package io.seatflow.account.partner.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.account.edit.Edit;
import io.seatflow.account.input.Text;
import io.seatflow.account.input.Whole;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of a partner.
 *
 * @param supplyLimit a number, or null for no limit; absent: as it is
 * @param clientsMayConfirm whether people of its clients may confirm what it pays for; absent: as
 *     it is
 */
record PartnerPatch(
        @Nullable @Text(max = 200) String name,
        @Nullable @Whole @Schema(type = SchemaType.INTEGER, nullable = true) JsonNode supplyLimit,
        @Nullable Boolean clientsMayConfirm) {

    Edit<String> nameEdit() {
        return name == null ? new Edit.Keep<>() : new Edit.To<>(name.strip());
    }

    Edit<Boolean> clientsMayConfirmEdit() {
        return clientsMayConfirm == null ? new Edit.Keep<>() : new Edit.To<>(clientsMayConfirm);
    }

    Edit<Integer> supplyLimitEdit() {
        if (supplyLimit == null) {
            return new Edit.Keep<>();
        }
        return new Edit.To<>(supplyLimit.isNull() ? null : supplyLimit.intValue());
    }
}
