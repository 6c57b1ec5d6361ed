package io.seatflow.account.client;

import io.seatflow.account.edit.Edit;

/** What is to change of a client. */
public record ClientEdit(Edit<String> name, Edit<String> externalId, Edit<String> purchaseOrder) {}
