package dev.tocsin.alert.notify.slack;

/**
 * A picture that a living message shows.
 *
 * @param file id of it in Slack; empty for one that could not be made or shown: the message goes without
 * @param stage of the message that it was drawn for
 * @param words for who does not see it
 */
record SlackChart(String file, String stage, String words) {
    static SlackChart none(String stage) {
        return new SlackChart("", stage, "");
    }

    boolean isThere() {
        return !file.isEmpty();
    }
}
