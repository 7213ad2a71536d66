package dev.tocsin.alert.api;

import java.util.Optional;
import org.springframework.http.HttpStatus;

/**
 * What went wrong, as RFC 9457 has it: {@code application/problem+json}. {@code reason} and {@code hint} are what
 * {@code detail} says in one text; {@code error} has both once more, for clients of before.
 *
 * @param type always {@code about:blank}: the status says which kind it is
 * @param title of the status
 * @param reason what went wrong
 * @param hint what to do about it
 */
record ApiProblem(String type, String title, int status, String detail, String reason, String hint, Trouble error) {
    static final String MEDIA_TYPE = "application/problem+json";

    /** What went wrong, and what to do about it. */
    record Trouble(String reason, String hint) {}

    static ApiProblem of(int status, String reason, String hint) {
        String title = Optional.ofNullable(HttpStatus.resolve(status))
                .map(HttpStatus::getReasonPhrase)
                .orElse("Error");
        String detail = hint.isEmpty() ? reason : reason + " (" + hint + ")";
        return new ApiProblem("about:blank", title, status, detail, reason, hint, new Trouble(reason, hint));
    }
}
