package dev.tocsin.alert.store;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Many rows by few statements, a thousand at a time: as rows they are in the heap once more. */
final class RowBatches {
    private static final int ROWS = 1_000;

    private RowBatches() {}

    static <T> void write(JdbcTemplate template, String sql, List<T> all, Function<T, @Nullable Object[]> row) {
        for (int from = 0; from < all.size(); from += ROWS) {
            template.batchUpdate(
                    sql,
                    all.subList(from, Math.min(from + ROWS, all.size())).stream()
                            .map(row)
                            .toList());
        }
    }
}
