// links: hd_model hd_core
/* What people often get wrong in YAML and JSON is told in a sentence that says what to mend, and
 * where; the rest in the library's words.
 * SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/model/yaml_doc.h"
#include "core/json.h"

struct mistake {
    const char *text, *told;
};

static const struct mistake yaml[] = {
    {"check:\n\tdisable: x\n", "f:2:1: a tab cannot indent; use spaces\n"},
    {"check:\n  only: lock-leak\n\tdisable: x\n", "f:3:1: a tab cannot indent; use spaces\n"},
    {"check:\n  disable: [a, b\n",
     "f:3:1: the file ends, but the list that begins at line 2 with '[' is not closed\n"},
    {"check:\n  disable: [a, b\nallow:\n", "f:3:6: a ',' or ']' is missing before this: the list "
                                           "that begins at line 2 with '[' is not closed\n"},
    {"check:\n  severity: {a: note\n",
     "f:3:1: the file ends, but the mapping that begins at line 2 with '{' is not closed\n"},
    {"check: {a: b]\n", "f:1:13: a ',' or '}' is missing before this: the mapping that begins at "
                        "line 1 with '{' is not closed\n"},
    {"ops: [\n",
     "f:2:1: the file ends, but the list that begins at line 1 with '[' is not closed\n"},
    {"a: [b,, c]\n", "f:1:7: a value is missing before this ','\n"},
    {"a: ]\n", "f:1:4: this ']' closes nothing\n"},
    {"a: \"b\nc: d\n", "f:1:4: the text that begins here with \" is not closed\n"},
    {"a: it is\nb: 'c\n", "f:2:4: the text that begins here with ' is not closed\n"},
    {"a: b: c\n", "f:1:5: a second ': ' stands in this line; text that holds one goes in quotes\n"},
    {"a:b\nc: d\n", "f:1:1: this line is no 'key: value': it has no ':' with a blank behind it\n"},
    {"check\n  only: x\n",
     "f:1:1: this line is no 'key: value': it has no ':' with a blank behind it\n"},
    {"check:\n  only: x\n    disable: y\n",
     "f:3:5: this line is indented deeper than line 2, which has its value already; keys of one "
     "mapping begin in the same column\n"},
    {"check:\n    only: x\n  disable: y\n", "f:3:3: the indentation fits no line above: what "
                                            "belongs together begins in the same column\n"},
    {"check:\n only: x\n  disable: y\n",
     "f:3:3: this line is indented deeper than line 2, which has its value already; keys of one "
     "mapping begin in the same column\n"},
    {"a:\n  - b\n  c: d\n", "f:3:3: this line stands in the column of the list that begins at line "
                            "2, but does not begin with '- '\n"},
    {"a:\n  - b\n - c\n", "f:3:2: the indentation fits no line above: what belongs together begins "
                          "in the same column\n"},
    {"a: \"b\" c\n", "f:1:8: nothing may follow the closing quote or bracket before this; put all "
                     "of the text in quotes\n"},
    {"a: [b] c\n", "f:1:8: nothing may follow the closing quote or bracket before this; put all of "
                   "the text in quotes\n"},
    {"a: - b\n", "f:1:4: '- ' begins a line of its own; a list in one line is written [a, b]\n"},
    {"a: *.c\n", "f:1:4: a text that begins with '*' goes in quotes\n"},
    {"a: *b\n", "f:1:4: aliases are not allowed; a text that begins with '*' goes in quotes\n"},
    {"a: &b c\n", "f:1:4: anchors are not allowed; a text that begins with '&' goes in quotes\n"},
    {"a: !b c\n", "f:1:4: tags are not allowed; a text that begins with '!' goes in quotes\n"},
    {"a: @b\n", "f:1:4: a text that begins with '@' goes in quotes\n"},
    {"a: %b\n", "f:1:4: a text that begins with '%' goes in quotes\n"},
    {"a: > b\n", "f:1:4: a text that begins with '>' goes in quotes\n"},
    {"a: \"\\d\"\n", "f:1:5: a '\\' in double quotes begins an escape, and this is none: write "
                     "'\\\\', or use single quotes\n"},
    {"a: b\nfoo\nc: d\n",
     "f:2:1: this line is no 'key: value': it has no ':' with a blank behind it\n"},
    {"foo\n\nbar: [\n",
     "f:1:1: this line is no 'key: value': it has no ':' with a blank behind it\n"},
    {"a: b\n...\nc: d\n", "f:3:1: nothing may follow the end of the document\n"},
    {"a: \xff\n", "f:1:4: byte 0xff is no UTF-8\n"},
    {"a: \x01\n", "f:1:4: control character 0x01 cannot stand here\n"},
    {"a: b\n<<<<<<< HEAD\nc: d\n=======\n", "f:2:1: a merge conflict that is not resolved\n"},
    {"a: b\n? [\n: ]\n", "f:3:1: did not find expected node content while parsing a flow node\n"},
    {"%a\n", "f:1:3: found unknown directive name while scanning a directive\n"},
};

static const struct mistake json[] = {
    {"", "f:1:1: the file is empty"},
    {"\n\n", "f:1:1: the file is empty"},
    {"[{", "f:1:2: the file ends, but the object that begins at line 1 with '{' is not closed"},
    {"[\n  {\"a\": 1}\n",
     "f:2:10: the file ends, but the list that begins at line 1 with '[' is not closed"},
    {"[{\"a\": 1},]", "f:1:11: no ',' may stand before this ']'"},
    {"[{\"a\": 1,}]", "f:1:10: no ',' may stand before this '}'"},
    {"[{\"a\": 1 \"b\": 2}]",
     "f:1:10: a ',' is missing before this, in the object that begins at line 1"},
    {"[{\"a\": 1}\n {\"b\": 2}]",
     "f:2:2: a ',' is missing before this, in the list that begins at line 1"},
    {"[{\"a\": 1]",
     "f:1:9: ']' cannot stand here: the object that begins at line 1 with '{' is not closed"},
    {"[\n1}",
     "f:2:2: '}' cannot stand here: the list that begins at line 1 with '[' is not closed"},
    {"[{\"a\" 1}]", "f:1:7: a ':' is missing before this, behind the key"},
    {"[{a: 1}]", "f:1:3: a key is expected here, a text in double quotes"},
    {"[{'a': 1}]", "f:1:3: text goes in double quotes"},
    {"[{\"a\": 'b'}]", "f:1:8: text goes in double quotes"},
    {"[{\"a\": \"b}]", "f:1:8: the text that begins here with '\"' is not closed"},
    {"[{\"a\": \"b\n\"}]", "f:1:8: the text that begins here with '\"' is not closed"},
    {"[\"\\d\"]", "f:1:2: a '\\' in this text begins no escape that JSON knows; the character "
                  "itself is written '\\\\'"},
    {"[\"\t\"]", "f:1:2: a tab or another control character stands in this text; JSON has \\t and "
                 "\\u00XX for them"},
    {"// x\n[]",
     "f:1:1: this is no JSON: it begins neither with '[' nor with '{', and JSON has no comments"},
    {"[ // x\n]", "f:1:3: JSON has no comments"},
    {"[] x", "f:1:4: nothing may follow the end of the document"},
    {"x", "f:1:1: this is no JSON: it begins neither with '[' nor with '{'"},
    {"[True]", "f:1:2: 'True' is no value: text goes in double quotes; numbers, true, false and "
               "null go without"},
    {"[1,,2]", "f:1:4: a value is missing before this ','"},
    {"[{\"a\": }]", "f:1:8: a value is missing before this '}'"},
    {"[{\"a\": 1, \"a\": 2}]", "f:1:11: this key stands twice in one object"},
    {"[\n<<<<<<< HEAD\n1\n=======\n", "f:2:1: a merge conflict that is not resolved"},
    {"[\"\xff\"]", "f:1:2: unable to decode byte 0xff near '\"'"},
    {"[123456789012345678901]", "f:1:2: too big integer"},
    {"[{\"a\":",
     "f:1:6: the file ends, but the object that begins at line 1 with '{' is not closed"},
    {"[\"a", "f:1:2: the text that begins here with '\"' is not closed"},
    {"<html>", "f:1:1: this is no JSON: it begins neither with '[' nor with '{'"},
};

static void told_of_yaml(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof yaml / sizeof *yaml; i++) {
        struct hd_yaml y;
        struct hd_buf out = {0};
        bool loaded = hd_yaml_load(&y, "f", yaml[i].text, strlen(yaml[i].text), &out);
        if (loaded || strcmp(hd_buf_cstr(&out), yaml[i].told) != 0)
            wrong++, print_error("case %zu:\n%s\ngot:\n%s\n", i, yaml[i].text, hd_buf_cstr(&out));
        hd_yaml_free(&y);
        hd_buf_free(&out);
    }
    assert_int_equal(wrong, 0);
}

static void told_of_json(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof json / sizeof *json; i++) {
        struct hd_err err = {0};
        json_t *v = hd_json_parse(json[i].text, strlen(json[i].text), "f", &err);
        if (v || strcmp(err.msg, json[i].told) != 0)
            wrong++, print_error("case %zu:\n%s\ngot:\n%s\n", i, json[i].text, err.msg);
        json_decref(v);
    }
    assert_int_equal(wrong, 0);
}

/* Whatever a file ends in, and whatever byte is broken: some sentence, and nothing worse. */
static void any_text(void **state)
{
    (void)state;
    static const char list[] = "[{\"a\": \"b\\n\", 'c' : [1, {}]}, // d\n<<<<<<< e\n",
                      map[] = "a: [b, {c: 'd'}]\ne:\n  - \"f\\t\"\n\t- *g\n<<<<<<< h\n";
    for (size_t n = 0; n < sizeof list; n++)
        for (int c = -1; c < 256; c++) {
            char text[sizeof list];
            struct hd_err err = {0};
            memcpy(text, list, sizeof list);
            if (n && c >= 0)
                text[n - 1] = (char)c;
            json_decref(hd_json_parse(text, n, "f", &err));
        }
    for (size_t n = 0; n < sizeof map; n++)
        for (int c = -1; c < 256; c++) {
            char text[sizeof map];
            struct hd_yaml y;
            struct hd_buf out = {0};
            memcpy(text, map, sizeof map);
            if (n && c >= 0)
                text[n - 1] = (char)c;
            hd_yaml_load(&y, "f", text, n, &out);
            hd_yaml_free(&y);
            hd_buf_free(&out);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told_of_yaml),
        cmocka_unit_test(told_of_json),
        cmocka_unit_test(any_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
