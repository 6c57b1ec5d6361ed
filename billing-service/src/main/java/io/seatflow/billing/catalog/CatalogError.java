package io.seatflow.billing.catalog;

/**
 * One thing that is wrong with a price list as written.
 *
 * @param pointer where, as a JSON pointer
 */
public record CatalogError(String pointer, String detail) {}
