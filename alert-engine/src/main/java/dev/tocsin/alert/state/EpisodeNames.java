package dev.tocsin.alert.state;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of episodes that people were told of: what ended for them gets another name when it goes on. */
final class EpisodeNames {
    private static final Pattern NUMBERED = Pattern.compile("(.*)\\|([0-9]{1,9})", Pattern.DOTALL);

    private final Map<String, Integer> newest = new HashMap<>();

    void use(String id) {
        Matcher numbered = NUMBERED.matcher(id);
        if (numbered.matches()) {
            newest.merge(numbered.group(1), Integer.parseInt(numbered.group(2)), Math::max);
        } else {
            newest.merge(id, 1, Math::max);
        }
    }

    /** The name itself, if nobody knows it. */
    String unused(String id) {
        Matcher numbered = NUMBERED.matcher(id);
        String stem = numbered.matches() ? numbered.group(1) : id;
        String name = newest.containsKey(stem) ? stem + "|" + (newest.get(stem) + 1) : id;
        use(name);
        return name;
    }
}
