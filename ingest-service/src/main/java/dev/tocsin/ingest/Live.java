package dev.tocsin.ingest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A setting that is in force as soon as its file is saved, for whom it is asked anew: connections and requests that begin.
 * All others are read at the start only. See {@link LiveSettings}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Live {}
