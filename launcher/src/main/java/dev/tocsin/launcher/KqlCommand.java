package dev.tocsin.launcher;

import dev.tocsin.query.command.KqlCommandText;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Translates a query as Kibana would. */
@Command(
        name = "kql",
        mixinStandardHelpOptions = true,
        description = {
            "Translates KQL into an Elasticsearch query.",
            "It means what it means in Kibana. Prints the query; or says what is wrong, and where, with exit code 1.",
            ""
        })
final class KqlCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "QUERY", arity = "0..1", description = "The query, such as 'log.level: ERROR'.")
    @Nullable
    String query;

    @Option(
            names = "--fields",
            paramLabel = "FILE",
            description = "Types of the fields, in JSON: a data view of Kibana or an answer of _field_caps.")
    @Nullable
    Path fields;

    @Option(
            names = "--batch",
            description =
                    "Reads lines {\"kql\": ...} from stdin and answers each with {\"query\": ...} or {\"error\": ...}.")
    boolean batch;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true);
        if (batch && query == null) {
            return KqlCommandText.batch(fields, new InputStreamReader(System.in, StandardCharsets.UTF_8), out, err);
        }
        if (batch || query == null) {
            throw new ParameterException(spec.commandLine(), "Give either a QUERY or --batch.");
        }
        return KqlCommandText.translate(query, fields, out, err);
    }
}
