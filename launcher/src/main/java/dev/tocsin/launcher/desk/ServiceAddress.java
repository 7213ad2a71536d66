package dev.tocsin.launcher.desk;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The address in an option that names a service; what is none is told with one of that service. */
public abstract sealed class ServiceAddress implements ITypeConverter<URI> {
    private final ServiceName name;

    private ServiceAddress(ServiceName name) {
        this.name = name;
    }

    @Override
    public final URI convert(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no address: write it as " + name.api().example());
        }
    }

    /** Of an alert engine. */
    public static final class OfEngine extends ServiceAddress {
        public OfEngine() {
            super(ServiceName.ENGINE);
        }
    }

    /** Of the management port of an ingest service. */
    public static final class OfIngest extends ServiceAddress {
        public OfIngest() {
            super(ServiceName.INGEST);
        }
    }
}
