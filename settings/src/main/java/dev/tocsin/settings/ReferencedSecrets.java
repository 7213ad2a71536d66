package dev.tocsin.settings;

import dev.tocsin.access.SecretMissing;
import dev.tocsin.access.SecretReferences;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertySource;

/**
 * Lets the settings refer to secrets. What is not there is an error: without this, Spring would take the text behind the
 * colon for the value, so that a token would be the name of its variable.
 */
public final class ReferencedSecrets extends PropertySource<SecretReferences> {
    public ReferencedSecrets(SecretReferences references) {
        super("referenced secrets", references);
    }

    @Override
    public @Nullable Object getProperty(String name) {
        if (!SecretReferences.isReference(name)) {
            return null;
        }
        try {
            return getSource().valueOf(name);
        } catch (SecretMissing e) {
            throw new IllegalStateException(Unresolved.inWords(e), e);
        }
    }
}
