package dev.tocsin.alert.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers what it was given. */
class HeardChannel implements Channel {
    final List<Message> heard = new ArrayList<>();

    private final String name;

    HeardChannel() {
        this("alerts");
    }

    HeardChannel(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return "heard";
    }

    @Override
    public DeliveryOutcome send(Message message) {
        heard.add(message);
        return new DeliveryOutcome.Delivered("ok");
    }

    @Override
    public String preview(Message message) {
        return "";
    }

    @Override
    public Optional<String> troubleReaching() {
        return Optional.empty();
    }

    List<Tale> tales() {
        return heard.stream().map(Message::tale).toList();
    }

    List<Tale> talesOf(String episode) {
        return heard.stream()
                .flatMap(message -> message.stories().stream())
                .filter(story -> story.notice().episodeId().equals(episode))
                .map(Story::tale)
                .toList();
    }
}
