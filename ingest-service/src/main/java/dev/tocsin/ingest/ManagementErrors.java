package dev.tocsin.ingest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * What the management port refuses before a page sees it, in the form of the pages: {@code {"error":{"reason":…,"hint":…}}},
 * where the reason names the path.
 */
@RestControllerAdvice
final class ManagementErrors {
    @ExceptionHandler
    ResponseEntity<Map<String, Trouble>> unknownParameter(KnownParameters.Unknown why, HttpServletRequest request) {
        return answer(
                HttpStatus.BAD_REQUEST,
                HttpHeaders.EMPTY,
                why.getMessage() + ": " + request.getRequestURI(),
                why.hint());
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Trouble>> method(
            HttpRequestMethodNotSupportedException why, HttpServletRequest request) {
        String[] methods = why.getSupportedMethods();
        return answer(
                why.getStatusCode(),
                why.getHeaders(),
                why.getMethod() + " is not possible at " + request.getRequestURI(),
                methods == null ? "ask with another method" : "possible is " + String.join(", ", methods));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Trouble>> contentType(
            HttpMediaTypeNotSupportedException why, HttpServletRequest request) {
        return answer(
                why.getStatusCode(),
                why.getHeaders(),
                "this Content-Type is not taken at " + request.getRequestURI(),
                "send " + MediaType.toString(why.getSupportedMediaTypes()) + ", by the header Content-Type");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Trouble>> accept(HttpMediaTypeNotAcceptableException why, HttpServletRequest request) {
        return answer(
                why.getStatusCode(),
                why.getHeaders(),
                "nothing that the header Accept names is answered at " + request.getRequestURI(),
                "ask for " + MediaType.toString(why.getSupportedMediaTypes()) + ", or leave the header out");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Trouble>> nothingThere(NoResourceFoundException why, HttpServletRequest request) {
        return answer(
                why.getStatusCode(),
                why.getHeaders(),
                "there is nothing at " + request.getRequestURI(),
                "there are /actuator/health, /actuator/prometheus, /v1/status, /v1/conservation and /v1/dead-letters; events go to"
                        + " the HTTP door");
    }

    private static ResponseEntity<Map<String, Trouble>> answer(
            HttpStatusCode status, HttpHeaders headers, String reason, String hint) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("error", new Trouble(reason, hint)));
    }

    /** What went wrong, and what can be done. */
    record Trouble(String reason, String hint) {}
}
