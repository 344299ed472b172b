/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* virNetworkUpdate(): one element is added, replaced or taken out. */
#include <string.h>

#include "core/define/objects.h"
#include "core/network/update-priv.h"
#include "xml/verbatim.h"

#define ERR_DOMAIN VIR_FROM_NETWORK

typedef struct Section {
    const char *noun;    /* of sections that cannot be changed */
    const char *element; /* NULL for these */
    const char *fixed;   /* refused to be modified before anything else is looked at */
    bool (*run)(Update *update, GError **error);
} Section;

static const Section sections[] = {
    [VIR_NETWORK_SECTION_BRIDGE] = { "bridge", NULL, NULL, NULL },
    [VIR_NETWORK_SECTION_DOMAIN] = { "domain", NULL, NULL, NULL },
    [VIR_NETWORK_SECTION_IP] = { "ip", NULL, NULL, NULL },
    [VIR_NETWORK_SECTION_IP_DHCP_HOST] = { NULL, "host", NULL, update_dhcp_host },
    [VIR_NETWORK_SECTION_IP_DHCP_RANGE] = { NULL, "range", NULL, update_dhcp_range },
    [VIR_NETWORK_SECTION_FORWARD] = { "forward", NULL, NULL, NULL },
    [VIR_NETWORK_SECTION_FORWARD_INTERFACE] = { NULL, "interface", NULL, update_interface },
    [VIR_NETWORK_SECTION_FORWARD_PF] = { "forward pf", NULL, NULL, NULL },
    [VIR_NETWORK_SECTION_PORTGROUP] = { NULL, "portgroup", NULL, update_portgroup },
    [VIR_NETWORK_SECTION_DNS_HOST] = { NULL, "host", "DNS HOST records", update_dns_host },
    [VIR_NETWORK_SECTION_DNS_TXT] = { NULL, "txt", "DNS TXT records", update_dns_txt },
    [VIR_NETWORK_SECTION_DNS_SRV] = { NULL, "srv", "DNS SRV records", update_dns_srv },
};

bool
update_refuse_modify(const char *what, GError **error)
{
    return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                   "%s cannot be modified, only added or deleted", what);
}

bool
update_refuse_command(const Update *update, GError **error)
{
    return err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                   "unrecognized network update command code %u", update->command);
}

/* --- the element */

const Network *
update_read(Update *update, const char *before, const char *after, GError **error)
{
    g_autofree char *name = g_markup_escape_text(update->network->name, -1);
    g_autofree char *text = g_strdup_printf("<network><name>%s</name>%s%s%s</network>", name,
                                            before, update->element, after);

    update->given = definition_parse(XML_DOCUMENT_NETWORK, text, XML_PARTIAL, error);
    return update->given ? update->given->root : NULL;
}

bool
update_check(Update *update, GError **error)
{
    return network_define(update->given, &defined_env, error);
}

void
update_add(Update *update, void *list, XmlTypeId type, const void *object)
{
    bool is_first = update->command == VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST;
    void *copy = object_copy(update->def->arena, type, object);

    if (is_first)
        list_insert(update->def->arena, list, 0, copy);
    else
        list_append(update->def->arena, list, copy);
}

/* --- the method */

typedef struct Wish {
    unsigned int command, section;
    int parent_index;
    const char *element; /* its name */
    const char *text;    /* all of it */
} Wish;

static const Section *
find_section(const Wish *wish, const Network *network, GError **error)
{
    const Section *section =
        wish->section < G_N_ELEMENTS(sections) ? &sections[wish->section] : NULL;

    if (section && section->element)
        return section;
    if (section && section->noun)
        err_set(error, VIR_ERR_OPERATION_UNSUPPORTED, "can't update '%s' section of network '%s'",
                section->noun, network->name);
    else
        err_set(error, VIR_ERR_OPERATION_UNSUPPORTED,
                "can't update unrecognized section of network");
    return NULL;
}

static bool
edit(Definition *def, const void *args, GError **error)
{
    const Wish *wish = args;
    const Section *section = find_section(wish, def->root, error);
    Update update = { .command = wish->command,
                      .parent_index = wish->parent_index,
                      .element = wish->text,
                      .def = def,
                      .network = def->root };
    bool done;

    if (!section)
        return false;
    if (section->fixed && wish->command == VIR_NETWORK_UPDATE_COMMAND_MODIFY)
        return update_refuse_modify(section->fixed, error);
    if (strcmp(wish->element, section->element) != 0)
        return err_set(error, VIR_ERR_XML_ERROR,
                       "unexpected element <%s>, expecting <%s>, while updating network '%s'",
                       wish->element, section->element, update.network->name);
    done = section->run(&update, error);
    definition_unref(update.given);
    return done;
}

bool
network_update_method(NetworkObj *net, unsigned int command, unsigned int section, int parent_index,
                      const char *xml, unsigned int flags, Job *job, GError **error)
{
    g_autoptr(XmlDoc) doc =
        xml_doc_parse(xml, strlen(xml), "network_update_xml", VIR_FROM_NETWORK, error);
    g_autoptr(GString) text = g_string_new(NULL);
    Wish wish = { .command = command, .section = section, .parent_index = parent_index };

    if (!doc)
        return false;
    xml_node_format(text, xml_doc_root(doc), 0);
    wish.element = xml_doc_root(doc)->name;
    wish.text = text->str;
    return network_edit(net, flags, edit, &wish, job, error);
}
