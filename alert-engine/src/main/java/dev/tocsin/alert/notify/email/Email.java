package dev.tocsin.alert.notify.email;

import java.util.List;

/**
 * A message as people get it, without who sends it to whom.
 *
 * @param id the same at every try, without angle brackets and domain
 * @param threads what mail programs put it under, in the same form; never none
 * @param subject one line
 */
record Email(String id, List<String> threads, String subject, String text, String html) {
    Email {
        threads = List.copyOf(threads);
    }
}
