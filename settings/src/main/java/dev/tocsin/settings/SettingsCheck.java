package dev.tocsin.settings;

import dev.tocsin.settings.KnownKeys.Misplaced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * Holds what is set for a service against what there is to set: keys that there are not, values of another form, without
 * their unit or out of their range. All that is wrong is told at once, before anything of the service is made. For one start.
 */
final class SettingsCheck {
    /** What Spring itself can be told beside our own settings. */
    private static final Set<String> SPRINGS = Set.of("logging", "management", "server", "spring");

    /** In a file a variable may stand as in the environment. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

    private final ConfigurableEnvironment environment;
    private final ConfigurationPropertyName prefix;
    private final Class<? extends Record> type;
    private final Path file;
    private final List<SettingProblem> problems = new ArrayList<>();

    /** @param file in which people set it; need not be there */
    SettingsCheck(ConfigurableEnvironment environment, String prefix, Class<? extends Record> type, Path file) {
        this.environment = environment;
        this.prefix = ConfigurationPropertyName.of(prefix);
        this.type = type;
        this.file = file;
    }

    /** @throws BadSettings with all that is wrong */
    void require() {
        lookForUnknownKeys();
        bind();
        if (problems.isEmpty()) {
            lookForWhatIsLeftOver();
        }
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(SettingProblem::line));
            throw new BadSettings(problems);
        }
    }

    private void lookForUnknownKeys() {
        KnownKeys known = KnownKeys.of(type);
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                for (String name : listed.getPropertyNames()) {
                    if (OriginLookup.getOrigin(source, name) instanceof TextResourceOrigin origin) {
                        if (isOurs(origin.getResource())) {
                            lookAt(name, known, origin);
                        }
                        lookForReferences(name, origin, String.valueOf(source.getProperty(name)));
                    }
                }
            }
        }
    }

    private boolean isOurs(@Nullable Resource resource) {
        try {
            return resource != null
                    && resource.isFile()
                    && resource.getFile()
                            .toPath()
                            .toAbsolutePath()
                            .normalize()
                            .equals(file.toAbsolutePath().normalize());
        } catch (IOException e) {
            return false; // on no disk
        }
    }

    private void lookAt(String written, KnownKeys known, Origin origin) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(written, '.');
        if (prefix.equals(name) || prefix.isAncestorOf(name)) {
            known.misplacedIn(name, prefix.getNumberOfElements()).ifPresent(misplaced -> tell(misplaced, origin));
            return;
        }
        String top = written.replaceFirst("[.\\[].*", "");
        if (SPRINGS.contains(top) || VARIABLE.matcher(top).matches()) {
            return;
        }
        int shared = 0;
        while (shared < name.getNumberOfElements() && element(name, shared).equals(element(prefix, shared))) {
            shared++;
        }
        if (shared < name.getNumberOfElements()) {
            unknown(name.chop(shared + 1), List.of(element(prefix, shared)), origin);
        }
    }

    private void tell(Misplaced misplaced, Origin origin) {
        switch (misplaced) {
            case Misplaced.Unknown(ConfigurationPropertyName name, List<String> instead) ->
                unknown(name, instead, origin);
            case Misplaced.BelowValue(ConfigurationPropertyName name, Class<?> type, boolean isItem) ->
                tellOnce(SettingProblem.at(
                        origin,
                        name.toString(),
                        "expected " + SettingForm.of(type) + ", not " + (isItem ? "a list" : "name: value below it"),
                        ""));
        }
    }

    /** Of what is not ours nothing is bound here, but whoever reads it would quote it. */
    private void lookForReferences(String written, Origin origin, String text) {
        ConfigurationPropertyName name = ConfigurationPropertyName.adapt(written, '.');
        if (prefix.equals(name) || prefix.isAncestorOf(name)) {
            return;
        }
        try {
            environment.getProperty(written);
        } catch (IllegalArgumentException | IllegalStateException e) {
            tellOnce(SettingProblem.at(origin, written, text, Unresolved.inWords(text, e), this::isSet));
        }
    }

    private static String element(ConfigurationPropertyName name, int index) {
        return name.getElement(index, Form.ORIGINAL);
    }

    private void unknown(ConfigurationPropertyName name, List<String> instead, Origin origin) {
        String key = name.getLastElement(Form.ORIGINAL);
        String hint = DidYouMean.nearest(key, instead)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("known here: " + String.join(", ", instead));
        SettingProblem problem = SettingProblem.at(origin, LeftOver.shown(name).toString(), "unknown key", hint);
        tellOnce(problem);
    }

    /** Of a section that there is not, each of its keys would be told; of a variable in a file, each key that it is for. */
    private void tellOnce(SettingProblem problem) {
        if (problems.stream()
                .noneMatch(
                        told -> told.key().equals(problem.key()) && told.place().equals(problem.place())
                                || told.key().equals(problem.place()))) {
            problems.add(problem);
        }
    }

    private void bind() {
        try {
            Binder.get(environment).bindOrCreate(prefix, Bindable.of(type), new Looking());
        } catch (BindException e) {
            if (problems.isEmpty()) {
                problems.add(refusal(reasonOf(e)));
            }
        }
    }

    /** What Spring would stumble over: from files and arguments that are not ours. */
    private void lookForWhatIsLeftOver() {
        try {
            Binder.get(environment)
                    .bindOrCreate(
                            prefix,
                            Bindable.of(type),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
        } catch (BindException e) {
            List<SettingProblem> leftOver = LeftOver.of(e);
            problems.addAll(leftOver.isEmpty() ? List.of(refusal(reasonOf(e))) : leftOver);
        }
    }

    /** What a constructor says, which begins with the key if it is about one. */
    private SettingProblem refusal(String reason) {
        Matcher key = Pattern.compile(Pattern.quote(prefix.toString()) + "[a-z0-9.\\[\\]-]+")
                .matcher(reason);
        if (key.lookingAt() && ConfigurationPropertyName.isValid(key.group())) {
            ConfigurationPropertyName name = ConfigurationPropertyName.of(key.group());
            String rest = reason.substring(key.end()).replaceFirst("^: ", "").strip();
            Optional<ConfigurationProperty> property = find(name);
            if (property.isPresent()) {
                return SettingProblem.of(property.get(), rest, this::isSet);
            }
            Optional<Origin> near = originNear(name);
            if (near.isPresent()) {
                return SettingProblem.at(near.get(), name.toString(), rest, "");
            }
        }
        return new SettingProblem(Files.exists(file) ? file.toString() : "", 0, "", reason, "");
    }

    /** Of a section, or of a key that is missing in one, the place is the first line of our file that is about that section. */
    private Optional<Origin> originNear(ConfigurationPropertyName name) {
        ConfigurationPropertyName section = name;
        while (section.getNumberOfElements() > prefix.getNumberOfElements()) {
            Optional<Origin> first = firstOriginBelow(section);
            if (first.isPresent()) {
                return first;
            }
            section = section.getParent();
        }
        return Optional.empty();
    }

    private Optional<Origin> firstOriginBelow(ConfigurationPropertyName section) {
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .map(EnumerablePropertySource.class::cast)
                .flatMap(source -> Stream.of(source.getPropertyNames())
                        .filter(written -> section.isAncestorOf(ConfigurationPropertyName.adapt(written, '.')))
                        .map(written -> OriginLookup.getOrigin(source, written)))
                .filter(origin -> origin instanceof TextResourceOrigin text && isOurs(text.getResource()))
                .min(Comparator.comparingInt(
                        origin -> SettingProblem.at(origin, "", "", "").line()));
    }

    /** What a constructor said, or a reference to a secret; else whoever stumbled first. */
    private static String reasonOf(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && !(cause instanceof IllegalArgumentException)
                && !(cause instanceof IllegalStateException)) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Looks at each value that is bound, and goes on with its default where it cannot be: so that all is told at once. */
    private final class Looking implements BindHandler {
        @Override
        public Object onSuccess(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
            find(name).ifPresent(property -> look(property, target, result));
            return result;
        }

        @Override
        public @Nullable Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            Optional<ConfigurationProperty> property = find(name);
            if (property.isEmpty()) {
                throw error;
            }
            look(property.get(), target, null);
            return null;
        }

        /** Of an empty text Spring may make nothing, which is neither of the others. Items are asked for in each source. */
        @Override
        public void onFinish(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, @Nullable Object result) {
            if (result == null && !name.isLastElementIndexed()) {
                find(name).ifPresent(property -> look(property, target, null));
            }
        }
    }

    private Optional<ConfigurationProperty> find(ConfigurationPropertyName name) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                return Optional.of(property);
            }
        }
        return Optional.empty();
    }

    private void tell(ConfigurationProperty property, String reason) {
        problems.add(SettingProblem.of(property, reason, this::isSet));
    }

    private boolean isSet(String variable) {
        return environment.containsProperty(variable);
    }

    /** @param result null if it could not be bound */
    private void look(ConfigurationProperty property, Bindable<?> target, @Nullable Object result) {
        String written = String.valueOf(property.getValue());
        String text;
        try {
            text = environment.resolveRequiredPlaceholders(written);
        } catch (IllegalArgumentException | IllegalStateException e) {
            tell(property, Unresolved.inWords(written, e));
            return;
        }
        if (result == null
                || (result instanceof Path && text.isBlank())
                || SettingForm.lacksUnit(target, text)
                || isOutside(target, result)) {
            tell(property, SettingForm.missed(target, text.isBlank() ? "" : written));
        }
    }

    private static boolean isOutside(Bindable<?> target, Object value) {
        Within limits = target.getAnnotation(Within.class);
        return limits != null
                && (compare(value, limits.least()) < 0
                        || (!limits.most().isEmpty() && compare(value, limits.most()) > 0));
    }

    @SuppressWarnings("unchecked") // the limit becomes one of the value's own class
    private static int compare(Object value, String limit) {
        Object other = ApplicationConversionService.getSharedInstance().convert(limit, value.getClass());
        return ((Comparable<@Nullable Object>) value).compareTo(other);
    }
}
