package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The bill of materials of this build: what is shipped is in it, under licences that we know. */
class SbomIT {
    private static final Path HOME = Path.of("..");
    private static final Set<String> LICENCES = Set.of(
            "Apache-2.0",
            "MIT",
            "0BSD",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "The (New) BSD License",
            "Go License",
            "EPL-2.0");
    private static final String OURS = "dev.tocsin";

    private static Map<String, JsonObject> components;

    @BeforeAll
    static void read() throws IOException {
        Path bom = HOME.resolve("target/bom.json");
        assertThat(bom)
                .as("./mvnw package makes it: not with -o, and with the root among the modules that are built")
                .exists();
        components = new HashMap<>();
        try (JsonReader reader = Json.createReader(Files.newInputStream(bom))) {
            for (JsonObject component :
                    reader.readObject().getJsonArray("components").getValuesAs(JsonObject.class)) {
                components.put(component.getString("group", "") + ":" + component.getString("name"), component);
            }
        }
    }

    @Test
    void listsWhatOurModulesAskFor() throws Exception {
        List<String> missing = new ArrayList<>();
        int modules = 0;
        for (String module : texts(pom(HOME).getElementsByTagName("module"))) {
            if (components.containsKey(OURS + ":" + Path.of(module).getFileName())) {
                modules++;
                for (String dependency : dependencies(HOME.resolve(module))) {
                    if (!components.containsKey(dependency)) {
                        missing.add(module + " needs " + dependency);
                    }
                }
            }
        }

        assertThat(modules).isGreaterThan(5);
        assertThat(missing).isEmpty();
        assertThat(components).containsKeys("org.quartz-scheduler:quartz", "io.netty:netty-codec-http");
    }

    @Test
    void hasWhatOnlyTestsNeedNotInIt() {
        assertThat(components.keySet())
                .noneMatch(name -> name.startsWith("org.junit.") || name.startsWith("org.testcontainers:"));
    }

    /** Of several licences one may be chosen. */
    @Test
    void eachComponentHasALicenceThatWeKnow() {
        List<String> strange = new ArrayList<>();
        components.forEach((name, component) -> {
            List<String> licences = licences(component);
            if (!name.startsWith(OURS + ":") && licences.stream().noneMatch(LICENCES::contains)) {
                strange.add(name + " " + licences);
            }
        });

        assertThat(strange)
                .as("look at them, then add the licence here and to NOTICE")
                .isEmpty();
    }

    @Test
    void eachComponentCanBeChecked() {
        assertThat(components.values())
                .allSatisfy(component -> assertThat(component.getString("purl")).startsWith("pkg:maven/"));
    }

    private static List<String> licences(JsonObject component) {
        List<String> licences = new ArrayList<>();
        if (component.containsKey("licenses")) {
            for (JsonObject entry : component.getJsonArray("licenses").getValuesAs(JsonObject.class)) {
                JsonObject licence = entry.getJsonObject("license");
                licences.add(
                        licence == null
                                ? entry.getString("expression")
                                : licence.getString("id", licence.getString("name", "")));
            }
        }
        return licences;
    }

    /** Direct ones of a module, without those of its plugins, those for tests, and those whose name is a property. */
    private static List<String> dependencies(Path module) throws Exception {
        List<String> names = new ArrayList<>();
        NodeList nodes = pom(module).getElementsByTagName("dependency");
        for (int i = 0; i < nodes.getLength(); i++) {
            Element dependency = (Element) nodes.item(i);
            boolean isOfModule =
                    dependency.getParentNode().getParentNode().getNodeName().equals("project");
            String name = text(dependency, "groupId") + ":" + text(dependency, "artifactId");
            if (isOfModule && !text(dependency, "scope").equals("test") && !name.contains("${")) {
                names.add(name);
            }
        }
        return names;
    }

    private static String text(Element dependency, String child) {
        for (Node node = dependency.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals(child)) {
                return node.getTextContent().strip();
            }
        }
        return "";
    }

    private static List<String> texts(NodeList nodes) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent().strip());
        }
        return texts;
    }

    private static Document pom(Path module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(module.resolve("pom.xml").toFile());
    }
}
