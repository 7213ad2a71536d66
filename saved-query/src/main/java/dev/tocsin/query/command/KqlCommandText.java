package dev.tocsin.query.command;

import dev.tocsin.query.DataView;
import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlOptions;
import dev.tocsin.query.QueryException;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code ./tocsin kql} does with a terminal: returns the exit status, 0 for a translated query. */
public final class KqlCommandText {
    private static final JsonWriterFactory PRETTY =
            JsonProvider.provider().createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

    private KqlCommandText() {}

    /** Prints the query for Elasticsearch, indented; or, to {@code err}, where and why the text is not understood. */
    public static int translate(String kql, @Nullable Path fields, PrintWriter out, PrintWriter err) {
        try {
            DataView view = dataView(fields);
            StringWriter text = new StringWriter();
            try (JsonWriter json = PRETTY.createWriter(text)) {
                json.writeObject(Kql.translate(kql, view, KqlOptions.DEFAULT));
            }
            out.println(text.toString().strip());
            out.flush();
            Kql.doubts(kql).forEach(doubt -> err.println("Note: " + doubt));
            err.flush();
            return 0;
        } catch (QueryException e) {
            err.print(e.explain(kql));
            err.flush();
            return 1;
        }
    }

    /** Translates line by line until the input ends; wrong queries are answered, not counted as failure. */
    public static int batch(@Nullable Path fields, Reader in, Writer out, PrintWriter err) throws IOException {
        DataView view;
        try {
            view = dataView(fields);
        } catch (QueryException e) {
            err.println(e.getMessage());
            err.flush();
            return 1;
        }
        new KqlBatch(view).run(in, out);
        return 0;
    }

    private static @Nullable DataView dataView(@Nullable Path file) {
        if (file == null) {
            return null;
        }
        try (Reader json = Files.newBufferedReader(file)) {
            return DataView.read(json);
        } catch (NoSuchFileException e) {
            throw QueryException.of("There is no file " + file + ".", null);
        } catch (IOException e) {
            throw QueryException.of("Cannot read " + file + ": " + e.getMessage(), null);
        }
    }
}
