package dev.tocsin.kibana;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Panels lie on Kibana's 48 columns without lying on each other, and each has one name in its two places. */
final class GridCheck implements Check {
    private static final int COLUMNS = 48;

    private record Place(String name, int x, int y, int w, int h) {
        boolean overlaps(Place other) {
            return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
        }
    }

    @Override
    public List<String> problemsOf(SavedObjects objects) {
        List<String> problems = new ArrayList<>();
        for (JsonObject dashboard : objects.of(ObjectType.DASHBOARD)) {
            String name = SavedObjects.nameOf(dashboard);
            Set<String> names = new HashSet<>();
            List<Place> places = new ArrayList<>();
            for (JsonObject panel : SavedObjects.panels(dashboard)) {
                JsonObject grid = panel.getJsonObject("gridData");
                String index = panel.getString("panelIndex");
                if (!names.add(index)) {
                    problems.add(name + ": two panels called " + index);
                }
                if (index.contains(":") || !index.equals(grid.getString("i", ""))) {
                    problems.add(name + ": panelIndex " + index + ", on the grid " + grid.getString("i", "none"));
                }
                Place place = new Place(
                        index, grid.getInt("x", -1), grid.getInt("y", -1), grid.getInt("w", 0), grid.getInt("h", 0));
                if (place.x() < 0
                        || place.y() < 0
                        || place.w() < 1
                        || place.h() < 1
                        || place.x() + place.w() > COLUMNS) {
                    problems.add(name + ": out of the grid: " + place);
                }
                places.stream()
                        .filter(place::overlaps)
                        .forEach(other -> problems.add(name + ": " + index + " lies on " + other.name()));
                places.add(place);
            }
        }
        return problems;
    }
}
