package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** {@code docs/openapi.json} says what the controllers say: the same operations, parameters, bodies and shapes of answers. */
class OpenApiTest {
    private static final String ROOT = "/api/v1";
    private static final JsonNode DOCUMENT = ApiDocument.committed().tree;
    private static final Map<String, HandlerMethod> HANDLERS = new TreeMap<>();
    private static final Map<String, RequestMappingInfo> MAPPINGS = new TreeMap<>();

    static {
        try (GenericWebApplicationContext context = new GenericWebApplicationContext()) {
            var controllers = new ClassPathScanningCandidateComponentProvider(false);
            controllers.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
            for (BeanDefinition found : controllers.findCandidateComponents("dev.tocsin.alert")) {
                // Nobody is made: only what stands on the classes is asked for.
                found.setLazyInit(true);
                context.registerBeanDefinition(String.valueOf(found.getBeanClassName()), found);
            }
            context.refresh();
            RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
            mapping.setApplicationContext(context);
            mapping.afterPropertiesSet();
            mapping.getHandlerMethods().forEach((info, handler) -> {
                for (String path : info.getPatternValues()) {
                    if (path.equals(ROOT) || (path.startsWith(ROOT) && !path.endsWith("/"))) {
                        info.getMethodsCondition().getMethods().forEach(method -> {
                            String place = method.name().toLowerCase(Locale.ROOT) + " " + path;
                            HANDLERS.put(place, handler);
                            MAPPINGS.put(place, info);
                        });
                    }
                }
            });
        }
    }

    static Stream<String> operations() {
        return HANDLERS.keySet().stream();
    }

    private static HandlerMethod handler(String place) {
        return Objects.requireNonNull(HANDLERS.get(place));
    }

    private static RequestMappingInfo mapping(String place) {
        return Objects.requireNonNull(MAPPINGS.get(place));
    }

    private static JsonNode operation(String place) {
        String[] parts = place.split(" ", 2);
        return DOCUMENT.get("paths").get(parts[1]).get(parts[0]);
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asString().substring(1)) : node;
    }

    @Test
    void hasEveryOperationThatThereIsAndNoOther() {
        Set<String> documented = new TreeSet<>();
        DOCUMENT.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> documented.add(method + " " + path.getKey())));

        assertThat(documented).isEqualTo(HANDLERS.keySet()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void namesEveryParameter(String place) {
        Map<String, String> there = new TreeMap<>();
        Arrays.stream(handler(place).getMethodParameters()).forEach(parameter -> {
            parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
            RequestParam query = parameter.getParameterAnnotation(RequestParam.class);
            if (query != null) {
                boolean hasDefault = !query.defaultValue().equals(ValueConstants.DEFAULT_NONE);
                there.put(
                        "query " + parameter.getParameterName(),
                        hasDefault ? query.defaultValue() : query.required() ? "required" : "");
            }
            if (parameter.hasParameterAnnotation(PathVariable.class)) {
                there.put("path " + parameter.getParameterName(), "required");
            }
        });
        Map<String, String> documented = new TreeMap<>();
        operation(place).path("parameters").forEach(one -> {
            JsonNode parameter = resolved(one);
            String where = parameter.get("in").asString();
            // Slack's headers are read with the bytes that they are about.
            if (!where.equals("header")) {
                JsonNode schema = parameter.get("schema");
                boolean hasWords =
                        schema.has("default") && schema.get("default").isString();
                documented.put(
                        where + " " + parameter.get("name").asString(),
                        hasWords
                                ? schema.get("default").asString()
                                : parameter.path("required").asBoolean(false) ? "required" : "");
            }
        });

        assertThat(documented).isEqualTo(there);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void describesTheBodyOfARequest(String place) {
        JsonNode documented = operation(place).path("requestBody").path("content");
        Set<String> types = new TreeSet<>();
        mapping(place).getConsumesCondition().getConsumableMediaTypes().forEach(type -> types.add(type.toString()));
        if (handler(place).getBeanType().equals(SlackController.class)) {
            types.add(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
        }

        assertThat(new TreeSet<>(documented.propertyNames())).isEqualTo(types);
        Arrays.stream(handler(place).getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestBody.class))
                .forEach(parameter -> same(
                        parameter.getParameterType(),
                        null,
                        documented.get(MediaType.APPLICATION_JSON_VALUE).get("schema"),
                        place + " body"));
    }

    /** JSON that is put together by hand has no type: real answers are held against the document in the ITs. */
    @ParameterizedTest
    @MethodSource("operations")
    void describesTheShapeOfAnAnswer(String place) {
        AnnotatedType returned = handler(place).getMethod().getAnnotatedReturnType();
        if (returned.getType() instanceof ParameterizedType parameterized
                && parameterized.getRawType().equals(ResponseEntity.class)) {
            returned = ((AnnotatedParameterizedType) returned).getAnnotatedActualTypeArguments()[0];
        }
        Type type = returned.getType();
        JsonNode content = operation(place).get("responses").get("200").path("content");
        if (type.equals(Void.class)) {
            assertThat(content.isMissingNode()).isTrue();
        } else if (!type.equals(String.class) && !type.equals(byte[].class)) {
            same(returned, content.get(MediaType.APPLICATION_JSON_VALUE).get("schema"), place);
        }
        assertThat(resolved(operation(place).get("responses").get("default"))
                        .get("content")
                        .propertyNames())
                .containsExactly(ApiProblem.MEDIA_TYPE);
    }

    @Test
    void describesAProblem() {
        same(ApiProblem.class, null, DOCUMENT.get("components").get("schemas").get("Problem"), "Problem");
    }

    private static void same(AnnotatedType type, JsonNode schema, String place) {
        boolean mayBeNull = schema.has("anyOf")
                || StreamSupport.stream(schema.path("type").spliterator(), false)
                        .anyMatch(word -> word.asString().equals("null"));
        assertThat(mayBeNull).as("%s may be null", place).isEqualTo(type.isAnnotationPresent(Nullable.class));
        Type raw =
                type.getType() instanceof ParameterizedType parameterized ? parameterized.getRawType() : type.getType();
        same(
                (Class<?>) raw,
                type,
                resolved(schema.has("anyOf") ? schema.get("anyOf").get(0) : schema),
                place);
    }

    private static void same(Class<?> type, @Nullable AnnotatedType annotated, JsonNode given, String place) {
        JsonNode schema = resolved(given);
        JsonNode word = schema.path("type");
        String kind = (word.isArray() ? word.get(0) : word).asString() + " "
                + schema.path("format").asString("");
        if (type.isRecord()) {
            assertThat(kind).as(place).isEqualTo("object ");
            sameFields(type, schema, place);
        } else if (List.class.isAssignableFrom(type) && annotated instanceof AnnotatedParameterizedType of) {
            assertThat(kind).as(place).isEqualTo("array ");
            same(of.getAnnotatedActualTypeArguments()[0], schema.get("items"), place + "[]");
        } else if (Map.class.isAssignableFrom(type) && annotated instanceof AnnotatedParameterizedType of) {
            assertThat(kind).as(place).isEqualTo("object ");
            same(of.getAnnotatedActualTypeArguments()[1], schema.get("additionalProperties"), place + "{}");
        } else if (type.isEnum()) {
            List<String> words = new ArrayList<>();
            schema.get("enum").forEach(one -> {
                if (!one.isNull()) {
                    words.add(one.asString());
                }
            });
            assertThat(words)
                    .as(place)
                    .containsExactlyElementsOf(Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .toList());
        } else {
            String expected = Map.of(
                            String.class, "string ",
                            Instant.class, "string date-time",
                            boolean.class, "boolean ",
                            int.class, "integer int32",
                            long.class, "integer int64",
                            double.class, "number double",
                            Double.class, "number double")
                    .get(type);
            assertThat(kind).as(place).isEqualTo(expected);
        }
    }

    private static void sameFields(Class<?> type, JsonNode schema, String place) {
        List<String> names = new ArrayList<>();
        List<String> always = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty other = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = other == null ? component.getName() : other.value();
            names.add(name);
            boolean isWish = type.getSimpleName().endsWith("Wish");
            if (!isWish || !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                always.add(name);
            }
            JsonNode property = schema.get("properties").path(name);
            assertThat(property.isMissingNode())
                    .as("%s.%s is not there", place, name)
                    .isFalse();
            same(component.getAnnotatedType(), property, place + "." + name);
        }
        assertThat(schema.get("properties").propertyNames()).as(place).containsExactlyElementsOf(names);
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        assertThat(required).as("%s, required", place).isEqualTo(always);
    }

    @Test
    void isReadByAParserOfOpenApiWithoutAWord() throws IOException {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);

        SwaggerParseResult read = new OpenAPIV3Parser()
                .readContents(Files.readString(Path.of("..", "docs", "openapi.json")), null, options);

        assertThat(read.getMessages()).isEmpty();
        assertThat(read.getOpenAPI().getPaths())
                .hasSameSizeAs(DOCUMENT.get("paths").propertyNames());
    }

    @Test
    void itsSchemasAreJsonSchemasAndEachIsUsed() {
        var schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        String text = DOCUMENT.toString();
        for (String part : List.of("schemas", "parameters", "responses")) {
            DOCUMENT.get("components").get(part).properties().forEach(one -> {
                assertThat(text).contains("\"#/components/" + part + "/" + one.getKey() + "\"");
                if (part.equals("schemas")) {
                    assertThat(schemas.validate(one.getValue().toString(), InputFormat.JSON))
                            .as(one.getKey())
                            .isEmpty();
                }
            });
        }
    }

    @Test
    void everythingHasAWordForPeople() {
        Set<String> ids = new HashSet<>();
        Set<String> tags = new TreeSet<>();
        DOCUMENT.get("tags").forEach(tag -> tags.add(tag.get("name").asString()));
        Set<String> used = new TreeSet<>();
        for (String place : HANDLERS.keySet()) {
            JsonNode operation = operation(place);
            assertThat(operation.path("summary").asString("")).as(place).isNotBlank();
            assertThat(ids.add(operation.get("operationId").asString()))
                    .as(place)
                    .isTrue();
            operation.get("tags").forEach(tag -> used.add(tag.asString()));
            operation
                    .path("parameters")
                    .forEach(one -> assertThat(resolved(one).path("description").asString(""))
                            .as(place)
                            .isNotBlank());
            // Who changes something needs a token; who reads may need one.
            boolean isRead = place.startsWith("get ");
            boolean isSigned = place.endsWith(SlackController.PATH);
            assertThat(operation.path("security").toString())
                    .as(place)
                    .isEqualTo(isRead ? "" : isSigned ? "[]" : "[{\"bearer\":[]}]");
        }
        assertThat(used).isEqualTo(tags);
    }
}
