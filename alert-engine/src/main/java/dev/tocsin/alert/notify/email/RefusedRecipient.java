package dev.tocsin.alert.notify.email;

/**
 * Somebody who was not told, while others were.
 *
 * @param code of the server, 4xx or 5xx
 * @param words one clean line, code included, without secrets
 */
record RefusedRecipient(String address, int code, String words) {}
