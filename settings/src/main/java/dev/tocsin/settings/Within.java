package dev.tocsin.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Between which values a setting has to be, both allowed; as a person would write them. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Within {
    String least();

    /** Empty for no limit. */
    String most() default "";
}
