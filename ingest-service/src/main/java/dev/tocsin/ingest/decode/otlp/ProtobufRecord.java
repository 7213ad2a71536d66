package dev.tocsin.ingest.decode.otlp;

import java.util.Base64;

/**
 * Tells what stands in the protobuf messages LogRecord, Resource and InstrumentationScope (opentelemetry-proto 1.x); numbers of
 * fields that are not known are skipped. Throws {@link Broken}.
 */
final class ProtobufRecord implements RecordReader {
    private final OtlpFields fields;

    ProtobufRecord(OtlpFields fields) {
        this.fields = fields;
    }

    @Override
    public void own(byte[] bytes, int from, int to) {
        RecordHead head = new RecordHead();
        WireReader in = new WireReader(bytes, from, to);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> head.time = in.fixed64();
                case 2 -> head.severity = in.varint();
                case 3 -> head.severityText = in.text();
                case 7 -> head.dropped = in.varint();
                case 8 -> head.flags = in.fixed32();
                case 9 -> head.traceId = RecordHead.hex(in.content());
                case 10 -> head.spanId = RecordHead.hex(in.content());
                case 11 -> head.observed = in.fixed64();
                case 12 -> head.eventName = in.text();
                default -> in.skip();
            }
        }
        head.tell(fields);
        body(new WireReader(bytes, from, to));
    }

    private void body(WireReader in) {
        while (in.next()) {
            if (in.field() == 5) {
                int outer = in.enter();
                fields.startBody();
                value(in);
                fields.endBody();
                in.leave(outer);
            } else {
                in.skip();
            }
        }
    }

    @Override
    public void attributes(byte[] bytes, int from, int to) {
        attributes(new WireReader(bytes, from, to), 6);
    }

    @Override
    public void resource(byte[] bytes, int from, int to) {
        attributes(new WireReader(bytes, from, to), 1);
        dropped(new WireReader(bytes, from, to), 2, "resource.");
    }

    @Override
    public void scope(byte[] bytes, int from, int to) {
        WireReader in = new WireReader(bytes, from, to);
        while (in.next()) {
            switch (in.field()) {
                case 1 -> fields.text("log.logger", in.text());
                case 2 -> fields.text("labels.scope.version", in.text());
                default -> in.skip();
            }
        }
        attributes(new WireReader(bytes, from, to), 3);
        dropped(new WireReader(bytes, from, to), 4, "scope.");
    }

    private void dropped(WireReader in, int field, String of) {
        while (in.next()) {
            if (in.field() == field) {
                fields.dropped(of, in.varint());
            } else {
                in.skip();
            }
        }
    }

    private void attributes(WireReader in, int field) {
        while (in.next()) {
            if (in.field() == field) {
                int outer = in.enter();
                keyValue(in, true);
                in.leave(outer);
            } else {
                in.skip();
            }
        }
    }

    /** The value may stand before its key. */
    private void keyValue(WireReader in, boolean isAttribute) {
        int start = in.at();
        String key = "";
        while (in.next()) {
            if (in.field() == 1) {
                key = in.text();
            } else {
                in.skip();
            }
        }
        in.back(start);
        if (isAttribute) {
            fields.start(key);
        } else {
            fields.key(key);
        }
        boolean hasValue = false;
        while (in.next()) {
            if (in.field() == 2) {
                hasValue = true;
                int outer = in.enter();
                value(in);
                in.leave(outer);
            } else {
                in.skip();
            }
        }
        if (!hasValue) {
            fields.nothing();
        }
    }

    private void value(WireReader in) {
        boolean isSet = false;
        while (in.next()) {
            boolean isKnown = true;
            switch (in.field()) {
                case 1 -> fields.text(in.text());
                case 2 -> fields.bool(in.varint() != 0);
                case 3 -> fields.integer(in.varint());
                case 4 -> fields.real(Double.longBitsToDouble(in.fixed64()));
                case 5 -> array(in);
                case 6 -> map(in);
                case 7 -> fields.text(Base64.getEncoder().encodeToString(in.content()));
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

    private void array(WireReader in) {
        int outer = in.enter();
        fields.beginArray();
        while (in.next()) {
            if (in.field() == 1) {
                int list = in.enter();
                value(in);
                in.leave(list);
            } else {
                in.skip();
            }
        }
        fields.end();
        in.leave(outer);
    }

    private void map(WireReader in) {
        int outer = in.enter();
        fields.beginMap();
        while (in.next()) {
            if (in.field() == 1) {
                int map = in.enter();
                keyValue(in, false);
                in.leave(map);
            } else {
                in.skip();
            }
        }
        fields.end();
        in.leave(outer);
    }
}
