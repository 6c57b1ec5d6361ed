package io.seatflow.account.client.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.account.client.ClientEdit;
import io.seatflow.account.edit.Edit;
import io.seatflow.account.input.Text;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of a client.
 *
 * @param externalId text, or null to clear it; absent: as it is
 * @param purchaseOrder likewise
 */
record ClientPatch(
        @Nullable @Text(max = 200) String name,
        @Nullable @Text(max = 200) @Schema(type = SchemaType.STRING, nullable = true)
                JsonNode externalId,
        @Nullable @Text(max = 200) @Schema(type = SchemaType.STRING, nullable = true)
                JsonNode purchaseOrder) {

    ClientEdit toEdit() {
        return new ClientEdit(
                name == null ? new Edit.Keep<>() : new Edit.To<>(name.strip()),
                edit(externalId),
                edit(purchaseOrder));
    }

    private static Edit<String> edit(@Nullable JsonNode field) {
        return field == null
                ? new Edit.Keep<>()
                : new Edit.To<>(field.isNull() ? null : field.textValue());
    }
}
