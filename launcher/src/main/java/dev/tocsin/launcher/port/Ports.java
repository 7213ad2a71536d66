package dev.tocsin.launcher.port;

import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which port each door has. */
public final class Ports {
    private final int[] numbers; // by ordinal

    private Ports(int[] numbers) {
        this.numbers = numbers;
    }

    /**
     * The standard ports, or what the variables say.
     *
     * @throws Problem with all problems at once
     */
    public static Ports from(Map<String, String> environment) {
        int[] numbers = new int[Door.values().length];
        List<String> problems = new ArrayList<>();
        for (Door door : Door.values()) {
            String said = environment.getOrDefault(door.variable(), "").strip();
            numbers[door.ordinal()] = door.standard();
            if (said.isEmpty()) {
                continue;
            }
            if (said.matches("\\d{1,5}") && Integer.parseInt(said) >= 1 && Integer.parseInt(said) <= 65_535) {
                numbers[door.ordinal()] = Integer.parseInt(said);
            } else {
                problems.add(door.variable() + "=" + said + " is not a port: it has to be a number from 1 to 65535");
            }
        }
        for (Door door : Door.values()) {
            for (Door other : Door.values()) {
                if (door.compareTo(other) < 0 && numbers[door.ordinal()] == numbers[other.ordinal()]) {
                    problems.add(door.variable() + " and " + other.variable() + " are both " + numbers[door.ordinal()]
                            + ": change one of them");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new Problem(String.join("\n", problems));
        }
        return new Ports(numbers);
    }

    /** Ports that nobody uses at this moment. */
    public static Ports free() throws IOException {
        int[] numbers = new int[Door.values().length];
        for (Door door : Door.values()) {
            numbers[door.ordinal()] = FreePort.find();
        }
        return new Ports(numbers);
    }

    public int of(Door door) {
        return numbers[door.ordinal()];
    }
}
