/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that describe a host: <node>, what it has, its objects, and who may use it. */
#include "test-priv.h"

#include "base/file.h"
#include "base/number.h"

#define ERR_DOMAIN VIR_FROM_TEST

/* --- documents */

static XmlDoc *
read_document(const char *path, const char *element, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    g_autoptr(XmlDoc) doc = NULL;
    size_t length;

    if (!file_read(path, XML_MAX_SIZE, &text, &length, &cause)) {
        err_set(error, VIR_ERR_XML_ERROR, "failed to parse xml document '%s'", path);
        return err_context_null(error, "%s", cause->message);
    }
    doc = xml_doc_parse(text, length, path, VIR_FROM_TEST, error);
    if (doc && !g_str_equal(xml_doc_root(doc)->name, element))
        return err_set_full(error, VIR_FROM_XML, VIR_ERR_XML_ERROR,
                            "expecting root element of '%s', not '%s'", element,
                            xml_doc_root(doc)->name)
                   ? NULL
                   : NULL;
    return g_steal_pointer(&doc);
}

XmlDoc *
test_file_open(TestHost *host, const char *name, const char *element, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(host->path);
    g_autofree char *named = g_build_filename(folder, name, NULL);

    return read_document(g_path_is_absolute(name) ? name : named, element, error);
}

/* The element itself, or the document that it names in its place. */
static bool
add_object(TestHost *host, XmlDoc *doc, const XmlNode *node, GError **error)
{
    const char *name = xml_node_attr(node, "file");
    g_autoptr(XmlDoc) other = NULL;

    if (!name)
        return test_add_object(host, doc, node, error);
    other = test_file_open(host, name, node->name, error);
    return other && test_add_object(host, other, xml_doc_root(other), error);
}

static bool
is_element(const XmlNode *node, const char *name)
{
    return node->kind == XML_NODE_ELEMENT && !node->ns && g_str_equal(node->name, name);
}

static bool
add_objects(TestHost *host, XmlDoc *doc, GError **error)
{
    for (const char *const *element = test_elements; *element; element++)
        for (const XmlNode *node = xml_doc_root(doc)->children; node; node = node->next)
            if (is_element(node, *element) && !add_object(host, doc, node, error))
                return false;
    return true;
}

/* --- numbers of the host */

/* Sets *value_io if the element is there and not empty. */
static bool
read_number(XmlDoc *doc, const XmlNode *parent, const char *name, const char *what, uint64_t max,
            uint64_t *value_io, GError **error)
{
    const XmlNode *node = parent ? xml_node_child(parent, name) : NULL;
    const char *text = node ? xml_node_text(doc, node) : "";

    if (*text != '\0' && !number_u64_in(text, 10, 0, max, what, value_io, NULL))
        return err_set(error, VIR_ERR_XML_ERROR, "invalid node %s value", what);
    return true;
}

static bool
read_model(XmlDoc *doc, const XmlNode *cpu, TestNode *node, GError **error)
{
    const XmlNode *model = cpu ? xml_node_child(cpu, "model") : NULL;
    const char *text = model ? xml_node_text(doc, model) : "";

    if (strlen(text) >= sizeof(node->model))
        return err_set(error, VIR_ERR_INTERNAL_ERROR, "Model %s too big for destination", text);
    if (*text != '\0')
        g_strlcpy(node->model, text, sizeof(node->model));
    return true;
}

static bool
read_node(XmlDoc *doc, TestNode *node, GError **error)
{
    const XmlNode *root = xml_doc_root(doc);
    const XmlNode *cpu = xml_node_child(root, "cpu");
    struct {
        const char *name, *what;
        unsigned int *into;
    } numbers[] = {
        { "nodes", "cpu nodes", &node->nodes },  { "sockets", "cpu sockets", &node->sockets },
        { "cores", "cpu cores", &node->cores },  { "threads", "cpu threads", &node->threads },
        { "active", "cpu active", &node->cpus }, { "mhz", "cpu mhz", &node->mhz },
    };

    for (unsigned int i = 0; i < G_N_ELEMENTS(numbers); i++) {
        uint64_t value = *numbers[i].into;

        if (numbers[i].into == &node->cpus)
            value = (uint64_t)node->nodes * node->sockets * node->cores * node->threads;
        if (!read_number(doc, cpu, numbers[i].name, numbers[i].what, INT_MAX, &value, error))
            return false;
        *numbers[i].into = (unsigned int)value;
    }
    return read_model(doc, cpu, node, error) &&
           read_number(doc, root, "memory", "memory", INT64_MAX, &node->memory_kib, error);
}

/* --- users */

static void
user_free(void *data)
{
    TestUser *user = data;

    g_free(user->name);
    g_free(user->password);
    g_free(user);
}

static bool
read_users(XmlDoc *doc, GPtrArray *users, GError **error)
{
    const XmlNode *auth = xml_node_child(xml_doc_root(doc), "auth");

    for (const XmlNode *node = auth ? auth->children : NULL; node; node = node->next) {
        TestUser *user;

        if (!is_element(node, "user"))
            continue;
        if (*xml_node_text(doc, node) == '\0')
            return err_set(error, VIR_ERR_XML_ERROR, "missing username in /node/auth/user field");
        user = g_new0(TestUser, 1);
        user->name = g_strdup(xml_node_text(doc, node));
        user->password = g_strdup(xml_node_attr(node, "password"));
        g_ptr_array_add(users, user);
    }
    return true;
}

TestHost *
test_file_read(const char *path, GPtrArray **users_out, GError **error)
{
    g_autoptr(XmlDoc) doc = read_document(path, "node", error);
    g_autoptr(GPtrArray) users = g_ptr_array_new_with_free_func(user_free);
    TestHost *host = doc ? test_host_new() : NULL;

    if (!host)
        return NULL;
    host->path = path;
    if (!read_node(doc, &host->node, error) || !add_objects(host, doc, error) ||
        !read_users(doc, users, error)) {
        host_unref(&host->host);
        return NULL;
    }
    host->path = NULL;
    *users_out = g_steal_pointer(&users);
    return host;
}
