package dev.tocsin.alert.notify.slack;

import dev.tocsin.alert.notify.ChannelOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How buttons are listened to, and who may press them.
 *
 * @param appToken for Socket Mode
 * @param signingSecret for requests by HTTP
 * @param workspace id of the team that users have to be of; empty for any that the app is in
 * @param users names here by ids there
 */
public record SlackInteractionOptions(
        Optional<String> appToken,
        Optional<String> signingSecret,
        Optional<String> workspace,
        Map<String, String> users) {
    private static final String USER_HINT = "a user's id in Slack and the name here, such as U0123ABCD: kim";

    public SlackInteractionOptions {
        users = Map.copyOf(users);
    }

    /** Empty after reporting what is wrong. */
    static Optional<SlackInteractionOptions> read(ChannelOptions options) {
        Optional<String> appToken = options.optional("appToken").map(String::strip);
        Optional<String> signingSecret = options.optional("signingSecret").map(String::strip);
        boolean isRight = options.has("appToken") == appToken.isPresent()
                && options.has("signingSecret") == signingSecret.isPresent();
        if (appToken.isPresent() && !appToken.get().matches("xapp-[!-~]{4,}")) {
            options.report(
                    "appToken",
                    "is not an app-level token",
                    "it begins with xapp-: Basic Information of the app has it");
            isRight = false;
        }
        if (!options.has("appToken") && !options.has("signingSecret")) {
            options.report(
                    "allow",
                    "nobody listens to buttons",
                    "set appToken for Socket Mode, or signingSecret for requests by HTTP");
            isRight = false;
        }
        Map<String, String> users = new LinkedHashMap<>();
        Optional<String> workspace = Optional.empty();
        Optional<ChannelOptions> allow = options.below("allow");
        if (allow.isPresent()) {
            allow.get().allowOnly("users", "workspace");
            workspace = allow.get().optional("workspace").map(String::strip);
            if (workspace.isPresent() && !workspace.get().matches("[TE][A-Z0-9]{2,20}")) {
                allow.get().report("workspace", "is not the id of a workspace", "such as T0123ABCD");
                isRight = false;
            }
            Optional<ChannelOptions> named = allow.get().below("users");
            if (named.isPresent()) {
                for (String id : named.get().names()) {
                    isRight &= addUser(named.get(), id, users);
                }
            }
        }
        if (users.isEmpty() && isRight) {
            options.report("allow", "nobody may press a button", "allow: {users: {U0123ABCD: kim}}");
            isRight = false;
        }
        return isRight
                ? Optional.of(new SlackInteractionOptions(appToken, signingSecret, workspace, users))
                : Optional.empty();
    }

    private static boolean addUser(ChannelOptions named, String id, Map<String, String> users) {
        if (!id.matches("[UW][A-Z0-9]{2,20}")) {
            named.report(id, "is not the id of a user", USER_HINT);
            return false;
        }
        Optional<String> name = named.required(id).map(String::strip).filter(text -> !text.isEmpty());
        name.ifPresent(text -> users.put(id, text));
        return name.isPresent();
    }

    /** The secrets stay out of it. */
    @Override
    public String toString() {
        return "buttons for " + users.values();
    }
}
