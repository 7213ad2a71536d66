package dev.tocsin.alert.api;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Every error of the API has the same shape: {@link ApiProblem}. */
@RestControllerAdvice
final class ApiErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

    @ExceptionHandler
    ResponseEntity<ApiProblem> badRequest(BadRequest e) {
        return answer(e.status(), String.valueOf(e.getMessage()), e.hint());
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ApiProblem> database(Exception e) {
        LOG.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("the API cannot read the database");
        return answer(503, "the database does not answer", "look at the readiness of the engine, and try again");
    }

    @ExceptionHandler
    ResponseEntity<ApiProblem> elasticsearch(IOException e) {
        LOG.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("the API cannot read the history");
        return answer(503, "the history cannot be read: Elasticsearch does not answer as it should", "try again");
    }

    @ExceptionHandler
    ResponseEntity<ApiProblem> unreadable(HttpMessageNotReadableException e) {
        return answer(400, "the body of the request cannot be read", "it has to be a JSON object, such as {}");
    }

    @ExceptionHandler
    ResponseEntity<ApiProblem> nothingThere(NoResourceFoundException e) {
        return answer(
                404, "there is nothing at this path", "GET one of " + String.join(", ", RootController.PARTS.values()));
    }

    @ExceptionHandler
    ResponseEntity<ApiProblem> other(Exception e) {
        if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            int status = known.getStatusCode().value();
            String reason = known.getBody().getDetail();
            return answer(status, reason == null ? "not understood" : reason, "GET /api/v1/status is a good start");
        }
        LOG.atError().setCause(e).log("the API failed");
        return answer(500, "something went wrong in the engine", "its log says what");
    }

    private static ResponseEntity<ApiProblem> answer(int status, String reason, String hint) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ApiProblem.of(status, reason, hint));
    }
}
