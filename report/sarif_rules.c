/* The rules as SARIF tells them, with the page of each as its help.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/sarif.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "core/catalog.h"
#include "report/json_parts.h"

/* Weaknesses with which memory is used that is not there any more: what an attacker may use. All
 * else are faults of availability, which GitHub would only rank among its security alerts. */
static const struct {
    int cwe;
    const char *severity;
} security[] = {{415, "7.5"}, {416, "7.5"}, {562, "7.0"}, {826, "7.0"}, {479, "5.5"}};

static const char *security_severity(const char *cwe)
{
    for (char *end; *cwe; cwe = *end ? end + 1 : end) {
        long n = strtol(cwe, &end, 10);
        for (size_t i = 0; i < sizeof security / sizeof *security; i++)
            if (security[i].cwe == n)
                return security[i].severity;
        if (end == cwe)
            break;
    }
    return NULL;
}

/* "thread-leak" -> "ThreadLeak" */
static json_t *pascal(const char *id)
{
    struct hd_buf b = {0};
    for (const char *p = id; *p; p++)
        if (*p != '-')
            hd_buf_char(&b, p == id || p[-1] == '-' ? (char)toupper((unsigned char)*p) : *p);
    json_t *name = hd_json_str(hd_buf_cstr(&b));
    hd_buf_free(&b);
    return name;
}

static json_t *tags(const struct hd_rule *r, bool is_security)
{
    json_t *a = json_array();
    char tag[64];
    hd_json_add(a, json_string("concurrency"));
    hd_json_add(a, json_string("reliability"));
    if (is_security)
        hd_json_add(a, json_string("security"));
    const char *p = r->cwe;
    for (char *end; *p; p = *end ? end + 1 : end) {
        long n = strtol(p, &end, 10);
        if (end == p)
            break;
        snprintf(tag, sizeof tag, "external/cwe/cwe-%03ld", n);
        hd_json_add(a, json_string(tag));
    }
    return a;
}

static json_t *properties(const struct hd_rule *r)
{
    static const char *const problem[] = {"recommendation", "warning", "error"};
    const char *score = security_severity(r->cwe);
    json_t *o = json_object();
    hd_json_put(o, "precision", hd_json_str(hd_confidence_name(r->confidence)));
    hd_json_put(o, "problem.severity", json_string(problem[r->severity]));
    if (score)
        hd_json_put(o, "security-severity", json_string(score));
    hd_json_put(o, "tags", tags(r, score != NULL));
    return o;
}

/* Plain words for viewers without Markdown. */
static json_t *help(const struct hd_rule *r)
{
    struct hd_buf b = {0};
    hd_buf_fmt(&b, "%s\n\nMore: heddle explain %s", r->text, r->id);
    json_t *o = json_object();
    hd_json_put(o, "text", hd_json_str(hd_buf_cstr(&b)));
    if (*r->page)
        hd_json_put(o, "markdown", hd_json_str(r->page));
    hd_buf_free(&b);
    return o;
}

static json_t *sentence(const char *text)
{
    struct hd_buf b = {0};
    size_t n = strlen(text);
    hd_buf_fmt(&b, "%s%s", text, n && text[n - 1] == '.' ? "" : ".");
    json_t *o = json_object();
    hd_json_put(o, "text", hd_json_str(hd_buf_cstr(&b)));
    hd_buf_free(&b);
    return o;
}

static json_t *rule(const struct hd_rule *r)
{
    json_t *o = json_object(), *level = json_object();
    hd_json_put(level, "level", json_string(hd_sarif_level(r->severity)));
    hd_json_put(o, "id", hd_json_str(r->id));
    if (strchr(r->id, '-')) /* a name that only repeats the id is none */
        hd_json_put(o, "name", pascal(r->id));
    hd_json_put(o, "shortDescription", sentence(r->title));
    hd_json_put(o, "fullDescription", sentence(r->text));
    hd_json_put(o, "help", help(r));
    if (*r->cwe) {
        char uri[96];
        snprintf(uri, sizeof uri, "https://cwe.mitre.org/data/definitions/%d.html", atoi(r->cwe));
        hd_json_put(o, "helpUri", json_string(uri));
    }
    hd_json_put(o, "defaultConfiguration", level);
    hd_json_put(o, "properties", properties(r));
    return o;
}

json_t *hd_sarif_rules(void)
{
    size_t n;
    const struct hd_rule *all = hd_catalog(&n);
    json_t *a = json_array();
    for (size_t i = 0; i < n; i++)
        hd_json_add(a, rule(&all[i]));
    return a;
}

const char *hd_sarif_level(enum hd_severity s)
{
    static const char *const level[] = {"note", "warning", "error"};
    return level[s];
}

json_t *hd_sarif_message(const char *s)
{
    struct hd_buf b = {0};
    bool link = s && strstr(s, "](");
    for (const char *p = s ? s : ""; *p; p++) {
        if (link && strchr("[]\\", *p))
            hd_buf_char(&b, '\\');
        hd_buf_char(&b, *p);
    }
    json_t *o = json_object();
    hd_json_put(o, "text", hd_json_str(hd_buf_cstr(&b)));
    hd_buf_free(&b);
    return o;
}
