package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.TextTemplate.Variables;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextTemplateTest {
    private static final Variables VALUES = Map.<String, Object>of(
                    "title",
                    "Down",
                    "empty",
                    "",
                    "of.dots",
                    "d",
                    "list",
                    List.<Variables>of(
                            Map.<String, Object>of("name", "a", "own", "1")::get,
                            Map.<String, Object>of("name", "b")::get))::get;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{title}} {{of.dots}} [{{nothing}}] | Down d []",
                "{{#list}}{{name}}{{^-last}}, {{/-last}}{{/list}} | a, b",
                "{{#list}}{{-index}}{{name}} {{title}};{{/list}} | 1a Down;2b Down;",
                "{{#list}}[{{own}}]{{/list}} | [1][]",
                "{{#title}}<{{this}}>{{/title}}{{^title}}none{{/title}} | <Down>",
                "{{#empty}}some{{/empty}}{{^empty}}none{{/empty}} | none",
                "{{#nothing}}some{{/nothing}}{{^nothing}}none{{/nothing}} | none",
            })
    void fillsVariablesAndSections(String template, String expected) {
        assertThat(TextTemplate.compile(template).fill(VALUES)).hasValue(expected);
    }

    /** Else a template could read what a text or a list is inside. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{#title}}[{{length}}{{value}}{{class}}{{bytes}}{{hash}}]{{/title}} | []",
                "[{{title.length}}{{title.class.name}}{{list.size}}] | []",
                "{{#list}}{{class}}{{getClass}}{{/list}}. | .",
            })
    void seesNothingOfJavasObjects(String template, String expected) {
        assertThat(TextTemplate.compile(template).fill(VALUES)).hasValue(expected);
    }
}
