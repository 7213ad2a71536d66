package dev.tocsin.alert.store;

import dev.tocsin.alert.notify.DeliveryQueue.Attempt;
import dev.tocsin.alert.notify.DeliveryQueue.Shown;
import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Digest;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.state.TransitionKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Messages that live, and which intents are told by which; runs in the caller's transaction, which holds the channel. */
final class LivingRows {
    /** What goes on comes first, so that a message is over only if nothing of it goes on. */
    private static final int MOST_ALERTS = 400;

    private final JdbcClient jdbc;

    LivingRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The life of these intents; it begins with them if there is none. */
    Life begin(Attempt attempt, String groupKey, boolean isOwn) {
        String life = lifeOf(attempt)
                .or(() -> isOwn ? Optional.empty() : openLife(attempt.channel(), groupKey))
                .orElseGet(() -> open(attempt, groupKey, isOwn));
        jdbc.sql("update outbox set life = :life where id = any (:ids)")
                .param("life", life)
                .param("ids", attempt.intentIds().toArray(String[]::new))
                .update();
        return load(life);
    }

    /** Of an earlier try, or of what was told of the same episodes before, under whatever group key. */
    private Optional<String> lifeOf(Attempt attempt) {
        return jdbc.sql("""
                        select told.life from outbox told
                        join outbox news on news.channel = told.channel and news.episode = told.episode
                        left join living_message m on m.life = told.life
                        where news.id = any (:ids) and told.life is not null
                          and (told.id = news.id or m.closed_at is null)
                        order by told.position desc limit 1""")
                .param("ids", attempt.intentIds().toArray(String[]::new))
                .query(String.class)
                .optional();
    }

    private Optional<String> openLife(String channel, String groupKey) {
        return jdbc.sql("select life from living_message where channel = ? and group_key = ? and closed_at is null")
                .params(channel, StoredNotices.text(groupKey))
                .query(String.class)
                .optional();
    }

    private String open(Attempt attempt, String groupKey, boolean isOwn) {
        String life = Digest.of(List.of(attempt.channel(), attempt.message()));
        jdbc.sql("""
                        insert into living_message (life, channel, group_key, closed_at)
                        values (:life, :channel, :groupKey, case when :own then clock_timestamp() end)
                        on conflict (life) do nothing""")
                .param("life", life)
                .param("channel", attempt.channel())
                .param("groupKey", StoredNotices.text(groupKey))
                .param("own", isOwn)
                .update();
        return life;
    }

    private Life load(String life) {
        Map<String, List<AlertNotice>> episodes = new LinkedHashMap<>();
        jdbc.sql("""
                        with told as (
                          select episode, max(position) as newest, bool_or(kind in ('RESOLVED', 'EXPIRED', 'UNWATCHED')) as over
                          from outbox where life = :life and state in ('sending', 'sent', 'dead') group by episode),
                        chosen as (select episode from told order by over, newest desc limit :most)
                        select o.episode, o.notice from outbox o join chosen using (episode)
                        where o.life = :life and o.state in ('sending', 'sent', 'dead') order by o.position""").param("life", life).param("most", MOST_ALERTS).query(row -> {
            AlertNotice notice = StoredNotices.readOrNull(row.getString("notice"));
            if (notice != null) {
                episodes.computeIfAbsent(row.getString("episode"), _ -> new ArrayList<>())
                        .add(notice);
            }
        });
        List<LifeAlert> alerts =
                episodes.values().stream().map(LivingRows::alert).toList();
        return jdbc.sql("""
                        select group_key, reference, (select count(distinct episode) from outbox where life = :life
                          and state in ('sending', 'sent', 'dead')) as total
                        from living_message where life = :life""")
                .param("life", life)
                .query((row, number) -> new Life(
                        life,
                        row.getString("group_key"),
                        row.getString("reference"),
                        alerts,
                        Math.max(0, row.getInt("total") - alerts.size())))
                .single();
    }

    private static LifeAlert alert(List<AlertNotice> notices) {
        AlertNotice newest = notices.getLast();
        AlertNotice breach = notices.stream()
                .filter(notice -> !isEnd(notice) && !isPause(notice))
                .reduce((_, newer) -> newer)
                .orElse(newest);
        return new LifeAlert(
                breach, isEnd(newest) ? newest : null, newest.kind() == TransitionKind.RECOVERING, false, List.of());
    }

    private static boolean isEnd(AlertNotice notice) {
        return Router.isEnd(notice.kind()) || notice.kind() == TransitionKind.EXPIRED;
    }

    /** What says nothing of how bad it is. */
    private static boolean isPause(AlertNotice notice) {
        return notice.kind() == TransitionKind.RECOVERING || notice.kind() == TransitionKind.RELAPSED;
    }

    /** @param look empty if the message does not show the life as it is: then it stays open */
    void settle(Life life, @Nullable String reference, String look) {
        jdbc.sql("""
                        update living_message set reference = coalesce(:reference, reference), shown = :look,
                          closed_at = coalesce(closed_at, case when :look <> '' and not exists (
                            select 1 from outbox begun where begun.life = :life
                              and begun.kind not in ('RESOLVED', 'EXPIRED', 'UNWATCHED', 'EVENT')
                              and not exists (select 1 from outbox over where over.life = :life
                                and over.episode = begun.episode and over.kind in ('RESOLVED', 'EXPIRED', 'UNWATCHED')
                                and over.state in ('sent', 'dead', 'unsaid'))) then clock_timestamp() end)
                        where life = :life""")
                .param("reference", reference)
                .param("look", look)
                .param("life", life.id())
                .update();
    }

    List<String> openIds(String channel) {
        return jdbc.sql("""
                        select life from living_message
                        where channel = ? and closed_at is null and reference is not null order by opened_at""")
                .param(channel)
                .query((row, number) -> row.getString("life"))
                .list();
    }

    /** Empty if it has been over for a while: what it is to show at its end may take some time. */
    Optional<Shown> shown(String life) {
        return jdbc.sql("select coalesce(shown, '') from living_message where life = ? and reference is not null"
                        + " and (closed_at is null or closed_at > clock_timestamp() - interval '10 minutes')")
                .param(life)
                .query(String.class)
                .optional()
                .map(look -> new Shown(load(life), look));
    }

    /** Those whose alerts ended without a word, such as by the end of their rule. */
    void closeForgotten() {
        jdbc.sql("""
                        update living_message m set closed_at = clock_timestamp()
                        where closed_at is null and opened_at < clock_timestamp() - interval '5 minutes'
                          and not exists (select 1 from outbox where outbox.life = m.life
                            and (outbox.state in ('waiting', 'sending') or outbox.episode in (select episode from open_alert)))""").update();
    }

    /** Lives that are over and of which no intent is kept. */
    void drop() {
        jdbc.sql("""
                        delete from living_message m where closed_at is not null
                          and not exists (select 1 from outbox where outbox.life = m.life)""").update();
    }
}
