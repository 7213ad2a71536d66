package dev.tocsin.alert.route;

import java.util.Collection;
import java.util.Map;

/** Who looks after which alert; read from where acknowledgements are kept. */
public interface Cares {
    /** Nobody looks after anything. */
    Cares NONE = new Cares() {
        @Override
        public boolean isAny() {
            return false;
        }

        @Override
        public Map<String, Care> of(Collection<String> episodeIds) {
            return Map.of();
        }
    };

    /** Whether any alert that fires was ever acknowledged: cheap. */
    boolean isAny();

    /** By the episode's id; of those that are missing nobody takes care. */
    Map<String, Care> of(Collection<String> episodeIds);
}
