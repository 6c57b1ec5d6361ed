package io.seatflow.account.client;

import io.seatflow.account.edit.Edit;

/**
 * What is to change of a client.
 *
 * @param seatLimit the most seats that it may come to have
 * @param complimentaryLimit the most in Setup or Trial
 */
public record ClientEdit(
        Edit<String> name,
        Edit<OnTrialEnd> onTrialEnd,
        Edit<String> externalId,
        Edit<String> purchaseOrder,
        Edit<Integer> seatLimit,
        Edit<Integer> complimentaryLimit) {}
