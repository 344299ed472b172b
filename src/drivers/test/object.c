/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a host begins with: its own objects or those of a file, each from an element. */
#include "test-priv.h"

#include "base/number.h"
#include "core/domain/moment.h"
#include "core/interface/interface.h"
#include "core/network/network.h"
#include "core/nodedev/nodedev.h"

#define ERR_DOMAIN VIR_FROM_TEST
#define NS_TEST    "http://libvirt.org/schemas/domain/test/1.0"

/* --- domains, which may say in what state they begin */

typedef struct Beginning {
    int state; /* virDomainState */
    bool is_transient;
    bool has_managed_save;
} Beginning;

static bool
is_test_element(const XmlNode *node, const char *name)
{
    return node->kind == XML_NODE_ELEMENT && g_strcmp0(node->ns, NS_TEST) == 0 &&
           g_str_equal(node->name, name);
}

static const XmlNode *
test_child(const XmlNode *node, const char *name)
{
    for (const XmlNode *child = node->children; child; child = child->next)
        if (is_test_element(child, name))
            return child;
    return NULL;
}

static bool
read_beginning(XmlDoc *doc, const XmlNode *node, Beginning *begin, GError **error)
{
    const XmlNode *state = test_child(node, "runstate");
    const char *text = state ? xml_node_text(doc, state) : "";
    unsigned int number = VIR_DOMAIN_RUNNING;

    if (*text != '\0' && !number_uint(text, 10, "runstate", &number, NULL))
        return err_set(error, VIR_ERR_XML_ERROR, "invalid runstate");
    if (number > VIR_DOMAIN_PMSUSPENDED)
        return err_set(error, VIR_ERR_XML_ERROR, "runstate '%u' out of range'", number);
    *begin = (Beginning){
        .state = (int)number,
        .is_transient = test_child(node, "transient"),
        .has_managed_save = test_child(node, "hasmanagedsave"),
    };
    if (begin->is_transient && begin->state == VIR_DOMAIN_SHUTOFF)
        return err_set(error, VIR_ERR_XML_ERROR, "transient domain cannot have runstate 'shutoff'");
    if (begin->has_managed_save && begin->state != VIR_DOMAIN_SHUTOFF)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "domain with managedsave data can only have runstate 'shutoff'");
    return true;
}

/* Takes over def, which the domain has a packed copy of. */
static bool
begin_domain(DomainObj *dom, const Beginning *begin, Definition *def, GError **error)
{
    obj_set_state(&dom->obj, OBJ_PERSISTENT, !begin->is_transient);
    if (begin->has_managed_save)
        domain_set_saved(dom, def);
    if (begin->state != VIR_DOMAIN_SHUTOFF)
        return domain_start(dom, def, 0, begin->state, 0, VIR_DOMAIN_EVENT_STARTED_BOOTED, NULL,
                            error);
    definition_unref(def);
    return true;
}

/* The element itself, or the document that it names in its place. */
static bool
add_snapshot(TestHost *host, DomainObj *dom, XmlDoc *doc, const XmlNode *node, GError **error)
{
    const char *name = xml_node_attr(node, "file");
    g_autoptr(XmlDoc) other = NULL;

    if (!name)
        return domain_add_snapshot(dom, doc, node, error);
    if (!host->path)
        return err_set(error, VIR_ERR_XML_ERROR, "file '%s' is named outside of a file", name);
    other = test_file_open(host, name, node->name, error);
    return other && domain_add_snapshot(dom, other, xml_doc_root(other), error);
}

static bool
add_snapshots(TestHost *host, DomainObj *dom, XmlDoc *doc, const XmlNode *node, GError **error)
{
    for (const XmlNode *child = node->children; child; child = child->next)
        if (is_test_element(child, "domainsnapshot") && !add_snapshot(host, dom, doc, child, error))
            return false;
    return domain_check_snapshots(dom, error);
}

static bool
add_domain(TestHost *host, XmlDoc *doc, const XmlNode *node, GError **error)
{
    g_autoptr(Definition) def = domain_read_element(&host->host, doc, node, 0, error);
    g_autoptr(Obj) obj = NULL;
    Beginning begin = { 0 };

    if (!def || !read_beginning(doc, node, &begin, error))
        return false;
    obj = (Obj *)domain_add(&host->host, def, error);
    return obj && begin_domain((DomainObj *)obj, &begin, g_steal_pointer(&def), error) &&
           add_snapshots(host, (DomainObj *)obj, doc, node, error);
}

/* --- what has no beginning to choose */

static bool
add_defined(TestHost *host, const DefinedKind *kind, XmlDoc *doc, const XmlNode *node,
            GError **error)
{
    g_autoptr(Definition) def = defined_read_element(&host->host, kind, doc, node, 0, error);
    g_autoptr(Obj) obj = NULL;

    if (!def || !(obj = (Obj *)defined_add(&host->host, kind, def, error)))
        return false;
    if (!obj_is(obj, OBJ_ACTIVE))
        defined_start((DefinedObj *)obj, NULL);
    return true;
}

static bool
add_device(TestHost *host, XmlDoc *doc, const XmlNode *node, GError **error)
{
    g_autoptr(Definition) def =
        defined_read_element(&host->host, &nodedev_kind, doc, node, 0, error);

    return def && nodedev_appeared(&host->host, def, error);
}

/* --- all kinds, in the order in which a file is read */

const char *const test_elements[] = { "domain", "network", "interface", "pool", "device", NULL };

bool
test_add_object(TestHost *host, XmlDoc *doc, const XmlNode *node, GError **error)
{
    static const struct {
        const char *element;
        const DefinedKind *kind;
    } kinds[] = {
        { "interface", &interface_kind },
        { "network", &network_kind },
    };

    if (g_str_equal(node->name, "domain"))
        return add_domain(host, doc, node, error);
    if (g_str_equal(node->name, "pool"))
        return test_add_pool(host, doc, node, error);
    if (g_str_equal(node->name, "device"))
        return add_device(host, doc, node, error);
    for (unsigned int i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(node->name, kinds[i].element))
            return add_defined(host, kinds[i].kind, doc, node, error);
    return err_set(error, VIR_ERR_XML_ERROR, "no object is made from element '%s'", node->name);
}
