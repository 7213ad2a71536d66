package dev.tocsin.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a token is for. */
public enum Role {
    VIEWER(Right.READ),
    EDITOR(Right.READ, Right.OPERATE),
    ADMIN(Right.SHIP, Right.READ, Right.OPERATE, Right.ADMINISTER),
    /** For the services whose logs come in: a token that lies on many machines reads nothing. */
    SHIP(Right.SHIP);

    private final Set<Right> rights;

    Role(Right... rights) {
        this.rights = EnumSet.copyOf(List.of(rights));
    }

    public boolean may(Right right) {
        return rights.contains(right);
    }

    /** As it is written in files and tokens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** All that have the right, for people: {@code ship or admin}. */
    public static String whoMay(Right right) {
        return String.join(
                " or ",
                Arrays.stream(values())
                        .filter(role -> role.may(right))
                        .map(Role::word)
                        .toList());
    }
}
