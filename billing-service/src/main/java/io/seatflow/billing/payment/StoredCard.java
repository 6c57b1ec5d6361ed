package io.seatflow.billing.payment;

import java.util.UUID;

/** A card in the gateway's vault; its id is its token there. */
public record StoredCard(UUID id, Card card, boolean isDefault) {}
