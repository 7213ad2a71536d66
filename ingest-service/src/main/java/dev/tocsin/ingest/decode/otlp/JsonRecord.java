package dev.tocsin.ingest.decode.otlp;

/**
 * Tells what stands in the JSON of a LogRecord, a Resource and an InstrumentationScope; names in lowerCamelCase, or as in the
 * protobuf definition. Throws {@link Broken}.
 */
final class JsonRecord implements RecordReader {
    /** Each of these is read twice, and what is in it four times … */
    private static final int MOST_BACKWARDS = 3;

    private final OtlpFields fields;
    private int backwards;

    JsonRecord(OtlpFields fields) {
        this.fields = fields;
    }

    @Override
    public void own(byte[] bytes, int from, int to) {
        RecordHead head = new RecordHead();
        int bodyFrom = -1;
        int bodyTo = -1;
        try (JsonReader in = JsonReader.of(bytes, from, to)) {
            in.enterObject("a log record");
            while (in.nextField()) {
                if (in.isNull()) {
                    continue;
                }
                switch (in.name()) {
                    case "timeUnixNano", "time_unix_nano" -> head.time = in.unsigned();
                    case "observedTimeUnixNano", "observed_time_unix_nano" -> head.observed = in.unsigned();
                    case "severityNumber", "severity_number" -> head.severity = severityNumber(in);
                    case "severityText", "severity_text" -> head.severityText = in.text();
                    case "droppedAttributesCount", "dropped_attributes_count" -> head.dropped = in.unsigned();
                    case "flags" -> head.flags = (int) in.unsigned();
                    case "traceId", "trace_id" -> head.traceId = in.text();
                    case "spanId", "span_id" -> head.spanId = in.text();
                    case "eventName", "event_name" -> head.eventName = in.text();
                    case "body" -> {
                        bodyFrom = from + in.from();
                        in.skip();
                        bodyTo = from + in.to();
                    }
                    default -> in.skip();
                }
            }
            in.end();
        }
        head.tell(fields);
        if (bodyFrom >= 0) {
            try (JsonReader in = JsonReader.within(bytes, bodyFrom, bodyTo, from)) {
                fields.startBody();
                value(in, bytes, bodyFrom);
                fields.endBody();
            }
        }
    }

    /** By number, as it should be, or by name. */
    private static long severityNumber(JsonReader in) {
        return in.isText() && SeverityNumber.isName(in.text()) ? SeverityNumber.ofName(in.text()) : in.signed();
    }

    @Override
    public void attributes(byte[] bytes, int from, int to) {
        try (JsonReader in = JsonReader.of(bytes, from, to)) {
            in.enterObject("a log record");
            while (in.nextField()) {
                if (in.name().equals("attributes") && !in.isNull()) {
                    attributes(in, bytes, from);
                } else {
                    in.skip();
                }
            }
        }
    }

    @Override
    public void resource(byte[] bytes, int from, int to) {
        try (JsonReader in = JsonReader.of(bytes, from, to)) {
            in.enterObject("resource");
            while (in.nextField()) {
                if (in.isNull()) {
                    continue;
                }
                switch (in.name()) {
                    case "attributes" -> attributes(in, bytes, from);
                    case "droppedAttributesCount", "dropped_attributes_count" ->
                        fields.dropped("resource.", in.unsigned());
                    default -> in.skip();
                }
            }
        }
    }

    @Override
    public void scope(byte[] bytes, int from, int to) {
        try (JsonReader in = JsonReader.of(bytes, from, to)) {
            in.enterObject("scope");
            while (in.nextField()) {
                if (in.isNull()) {
                    continue;
                }
                switch (in.name()) {
                    case "name" -> fields.text("log.logger", in.text());
                    case "version" -> fields.text("labels.scope.version", in.text());
                    case "attributes" -> attributes(in, bytes, from);
                    case "droppedAttributesCount", "dropped_attributes_count" ->
                        fields.dropped("scope.", in.unsigned());
                    default -> in.skip();
                }
            }
        }
    }

    private void attributes(JsonReader in, byte[] bytes, int start) {
        in.enterArray("attributes");
        while (in.nextElement()) {
            keyValue(in, bytes, start, true);
        }
    }

    /** @param start where in the bytes the reader's text begins */
    private void keyValue(JsonReader in, byte[] bytes, int start, boolean isAttribute) {
        in.enterObject("an attribute");
        boolean hasKey = false;
        int from = -1;
        int to = -1;
        while (in.nextField()) {
            switch (in.name()) {
                case "key" -> {
                    key(in.text(), isAttribute);
                    hasKey = true;
                }
                case "value" -> {
                    if (hasKey) {
                        value(in, bytes, start);
                        from = -1;
                        to = 0;
                    } else {
                        from = start + in.from();
                        in.skip();
                        to = start + in.to();
                    }
                }
                default -> in.skip();
            }
        }
        if (!hasKey) {
            key("", isAttribute);
        }
        if (from >= 0) {
            later(bytes, from, to);
        } else if (to < 0) {
            fields.nothing();
        }
    }

    private void key(String key, boolean isAttribute) {
        if (isAttribute) {
            fields.start(key);
        } else {
            fields.key(key);
        }
    }

    /** A value that stands before its key is read when the key is known. */
    private void later(byte[] bytes, int from, int to) {
        if (backwards == MOST_BACKWARDS) {
            throw new Broken("values before their keys, one in the other", -1, "let each key stand before its value");
        }
        backwards++;
        try (JsonReader in = JsonReader.of(bytes, from, to)) {
            value(in, bytes, from);
        } finally {
            backwards--;
        }
    }

    private void value(JsonReader in, byte[] bytes, int start) {
        if (in.isNull()) {
            fields.nothing();
            return;
        }
        in.enterObject("a value");
        boolean isSet = false;
        while (in.nextField()) {
            if (in.isNull()) {
                continue;
            }
            boolean isKnown = true;
            switch (in.name()) {
                // Bytes are in base64 here already.
                case "stringValue", "string_value", "bytesValue", "bytes_value" -> fields.text(in.text());
                case "boolValue", "bool_value" -> fields.bool(in.bool());
                case "intValue", "int_value" -> fields.integer(in.signed());
                case "doubleValue", "double_value" -> fields.real(in.real());
                case "arrayValue", "array_value" -> {
                    fields.beginArray();
                    list(in, bytes, start, false);
                }
                case "kvlistValue", "kvlist_value" -> {
                    fields.beginMap();
                    list(in, bytes, start, true);
                }
                default -> {
                    isKnown = false;
                    in.skip();
                }
            }
            isSet |= isKnown;
        }
        if (!isSet) {
            fields.nothing();
        }
    }

    /** Of values, or of keys with values. */
    private void list(JsonReader in, byte[] bytes, int start, boolean hasKeys) {
        in.enterObject(in.name());
        while (in.nextField()) {
            if (!in.name().equals("values") || in.isNull()) {
                in.skip();
                continue;
            }
            in.enterArray("values");
            while (in.nextElement()) {
                if (hasKeys) {
                    keyValue(in, bytes, start, false);
                } else {
                    value(in, bytes, start);
                }
            }
        }
        fields.end();
    }
}
